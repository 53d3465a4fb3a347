"""The invitation survives a mail, and says what is wrong when it does not."""

import pytest

from sync.invitation import Invitation, InvitationError, decode, encode

INVITATION = Invitation("https://pvd.aisne.example", "0123456789ABCDEFGHJK")


def test_an_invitation_is_one_word_that_reads_back() -> None:
    """No space, no final slash, both parts whole."""
    text = encode(Invitation("https://pvd.aisne.example/", INVITATION.code))

    assert decode(text) == INVITATION
    assert text.split() == [text]


def test_what_a_mail_adds_is_ignored() -> None:
    """Quotation marks, line breaks, spaces and a byte order mark."""
    text = encode(INVITATION)

    assert decode(f"\ufeff« {text[:30]}\r\n> {text[30:]} »\n") == INVITATION


def test_any_one_wrong_character_is_noticed() -> None:
    """A mistyped or cut paste is named, wherever the fault is."""
    text = encode(INVITATION)

    for place in range(5, len(text)):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(InvitationError, match="incomplète ou mal recopiée"):
            decode(text[:place] + other + text[place + 1 :])
    with pytest.raises(InvitationError, match="incomplète"):
        decode(text[:-1])


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "n’est pas une invitation"),
        ("https://pvd.aisne.example", "n’est pas une invitation"),
        (encode(INVITATION).replace("pvd1:", "pvd9:"), "plus récent"),
        (encode(Invitation("ftp://ailleurs", "X")), "adresse"),
        (encode(Invitation("javascript:alert(1)", "X")), "adresse"),
    ],
)
def test_what_is_no_invitation_is_answered_in_french(pasted: str, sentence: str) -> None:
    """Each fault has its sentence."""
    with pytest.raises(InvitationError, match=sentence):
        decode(pasted)
