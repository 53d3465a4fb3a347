"""A field of the préfecture: anyone writes, nothing is refused, only the préfecture replaces (rule 4)."""

from tests.changes.said import Code, disagreements, erasure, on, said

DDT = said("1", {"date_ort": "2023-06-01"}, role="prefecture", by="ddt")


def test_without_the_prefecture_a_value_is_declared_by_the_commune(code: Code) -> None:
    """It is shown, and marked « déclaré par la commune »."""
    folded = code.fold([said("1", {"date_ort": "2023-05-02", "titre": "Halle"})])

    assert folded.values["date_ort"] == "2023-05-02"
    assert folded.declared == {"date_ort"}
    assert folded.desaccords == ()


def test_the_chef_replaces_his_own_declaration(code: Code) -> None:
    """Between people who do not own the field the ordinary rules hold."""
    first = said("1", {"date_ort": "2023-05-02"})
    second = code.save([first], code.edit(code.fold([first]), date_ort="2023-05-03"), "2")
    other = said("3", {"date_ort": "2023-05-04"}, {"date_ort": ["1"]}, by="noe", minute=1)

    assert code.fold([first, second]).heads == {"date_ort": ("2",)}
    folded = code.fold([first, second, other])
    assert disagreements(folded) == {"date_ort": "conflit"}
    assert folded.declared == {"date_ort"}


def test_a_chef_cannot_replace_the_prefecture_he_proposes(code: Code) -> None:
    """He saw the official date and wrote another, later: the official one stays, his is « à confirmer »."""
    proposed = code.save([DDT], code.edit(code.fold([DDT]), date_ort="2023-07-14"), "2", minute=9)

    folded = code.fold([DDT, proposed])

    assert proposed.over == {"date_ort": ["1"]}
    assert folded.values == {"date_ort": "2023-06-01"}
    assert folded.heads == {"date_ort": ("1", "2")}
    assert folded.shown == {"date_ort": ("1",)}
    assert disagreements(folded) == {"date_ort": "proposition"}
    assert on(folded, "date_ort").heads == ("2",)
    assert folded.declared == frozenset()


def test_a_declaration_becomes_a_proposal_when_the_prefecture_writes_without_seeing_it(code: Code) -> None:
    """The official value is shown; the other one waits to be confirmed and is not lost."""
    folded = code.fold([DDT, said("2", {"date_ort": "2023-05-02"}, minute=9)])

    assert folded.values == {"date_ort": "2023-06-01"}
    assert disagreements(folded) == {"date_ort": "proposition"}


def test_a_proposal_of_the_same_value_asks_nothing(code: Code) -> None:
    """The commune says what the préfecture says."""
    assert code.fold([DDT, said("2", {"date_ort": "2023-06-01"})]).desaccords == ()


def test_the_prefecture_replaces_what_it_saw_and_the_proposal_with_it(code: Code) -> None:
    """Confirming or refusing a proposal is settling: it names all heads and asks no more."""
    log = [DDT, said("2", {"date_ort": "2023-07-14"}, {"date_ort": ["1"]})]

    for value in ("2023-07-14", "2023-06-01"):
        settled = code.save(log, code.settle(code.fold(log), "date_ort", value), "3", role="prefecture")
        folded = code.fold([*log, settled])
        assert folded.values == {"date_ort": value}
        assert folded.heads == {"date_ort": ("3",)}
        assert folded.desaccords == ()


def test_the_prefecture_replaces_a_declaration_it_saw(code: Code) -> None:
    """The official date written over « déclaré par la commune » is no conflict and no proposal."""
    declared = said("1", {"date_ort": "2023-05-02"})
    official = code.save([declared], code.edit(code.fold([declared]), date_ort="2023-06-01"), "2", role="prefecture")

    folded = code.fold([declared, official])

    assert folded.heads == {"date_ort": ("2",)}
    assert (folded.desaccords, folded.declared) == ((), frozenset())


def test_an_owner_who_did_not_see_the_proposal_leaves_it(code: Code) -> None:
    """The official date is corrected beside the proposal: it is still to be confirmed."""
    proposed = said("2", {"date_ort": "2023-07-14"}, {"date_ort": ["1"]})
    corrected = code.save([DDT], code.edit(code.fold([DDT]), date_ort="2023-06-02"), "3", role="prefecture")

    folded = code.fold([DDT, proposed, corrected])

    assert folded.values == {"date_ort": "2023-06-02"}
    assert on(folded, "date_ort").heads == ("2",)


def test_two_agents_of_the_prefecture_may_disagree(code: Code) -> None:
    """Two official dates written side by side are a conflict, and the proposal is listed beside it."""
    other = said("2", {"date_ort": "2023-06-08"}, role="prefecture", by="sgc", minute=1)
    folded = code.fold([DDT, other, said("3", {"date_ort": "2023-07-14"}, minute=9)])

    assert folded.values == {"date_ort": "2023-06-08"}
    assert [(d.nature.value, d.heads) for d in folded.desaccords] == [
        ("conflit", ("2", "1")),
        ("proposition", ("3",)),
    ]


def test_on_any_other_field_the_prefecture_has_no_more_say(code: Code) -> None:
    """A chef replaces what the préfecture wrote in the titre, and is in conflict with it if he did not see it."""
    titre = said("1", {"titre": "Halle"}, role="prefecture")

    assert code.fold([titre, said("2", {"titre": "Marché"}, {"titre": ["1"]})]).heads == {"titre": ("2",)}
    assert disagreements(code.fold([titre, said("2", {"titre": "Marché"})])) == {"titre": "conflit"}


def test_a_proposal_outlives_the_value_it_was_made_against(code: Code) -> None:
    """The official value is erased: the proposal is still there to be confirmed."""
    proposed = said("2", {"date_ort": "2023-07-14"}, {"date_ort": ["1"], "efface": ["3"]})

    folded = code.fold([DDT, proposed, erasure("3", "date_ort")])

    assert folded.values["date_ort"] is None
    assert disagreements(folded) == {"date_ort": "proposition"}


def test_an_archive_sees_the_proposals(code: Code) -> None:
    """A proposal made since is asked about like any other edit that the archive did not see."""
    archive = code.save([DDT], code.archive(code.fold([DDT])), "2", role="prefecture")
    late = said("3", {"date_ort": "2023-07-14"}, {"date_ort": ["1"]})
    nature = {(d.champ, d.nature.value) for d in code.fold([DDT, archive, late]).desaccords}

    assert nature == {("date_ort", "proposition"), ("date_ort", "archive")}
