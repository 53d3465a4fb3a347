"""The key map, as data: what each key does, its French name, its id for those who remap it.

No key needs AltGr, and none that a terminal, tmux or a browser keeps for itself is used. Digits act with
their unshifted AZERTY twins (`1` or `&`). Letters never act inside a text field: only function keys and
Ctrl+letters have priority over the field that has the focus.
"""

from dataclasses import dataclass
from typing import Final

from textual.binding import Binding

from screens.key_names import key_name

__all__ = ["KEYS", "TWINS", "Key", "binding", "key_name"]

TWINS: Final = {
    1: "ampersand",
    2: "é",
    3: "quotation_mark",
    4: "apostrophe",
    5: "left_parenthesis",
    6: "minus",
    7: "è",
    8: "underscore",
}
"""What the digit's key of the top row gives on AZERTY without Shift, by its Textual name."""


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that keys do: its id is `zone.verbe`, its first key is the one shown."""

    id: str
    keys: str
    label: str
    """One or two words, for the footer."""
    sentence: str
    """What it does, for the help."""
    priority: bool = False
    """Acts before what has the focus, a text field too: never a letter, a digit or a sign."""


_MAP: Final = (
    Key("aide.ouvrir", "f1", "Aide", "Aide du champ ou de l'écran", priority=True),
    Key("aide.lettre", "?", "Aide", "Aide du champ ou de l'écran, hors saisie"),
    Key("aller.ouvrir", "f2,ctrl+g", "Aller", "Aller à un onglet ou à un panneau", priority=True),
    Key("chercher.partout", "f3,ctrl+f", "Chercher", "Chercher partout", priority=True),
    Key("vue.choisir", "f4", "Vues", "Choisir une vue ou un filtre", priority=True),
    Key("vue.lettre", "v", "Vues", "Choisir une vue, hors saisie"),
    Key("synchro.lancer", "f5", "Synchro", "Synchroniser maintenant", priority=True),
    Key("panneau.suivant", "f6", "Panneau", "Panneau suivant", priority=True),
    Key("panneau.precedent", "shift+f6", "Panneau préc.", "Panneau précédent", priority=True),
    Key("controle.suivant", "f7", "À revoir", "Point à revoir suivant", priority=True),
    Key("exporter.ouvrir", "f8", "Exporter", "Exporter", priority=True),
    Key("importer.ouvrir", "i", "Importer", "Importer un tableur"),
    Key("exporter.dossier", "o", "Ouvrir le dossier", "Ouvrir le dossier du fichier écrit"),
    Key("contexte.ouvrir", "f9", "Actions", "Ce que l'on peut faire ici", priority=True),
    Key("contexte.lettre", "m", "Actions", "Ce que l'on peut faire ici, hors saisie"),
    Key("palette.ouvrir", "f10,ctrl+p", "Menu", "Toutes les commandes", priority=True),
    Key("diagnostic.ouvrir", "f12", "Diagnostic", "Diagnostic pour l'assistance", priority=True),
    Key("fiche.valider", "ctrl+s", "Déclarer prête", "Déclarer la fiche prête", priority=True),
    Key("journal.annuler", "ctrl+z", "Annuler", "Annuler la dernière modification"),
    Key("journal.retablir", "ctrl+y", "Rétablir", "Rétablir ce qui vient d'être annulé"),
    Key("journal.annuler_lettre", "u", "Annuler", "Annuler, hors saisie"),
    Key("journal.retablir_lettre", "U", "Rétablir", "Rétablir, hors saisie"),
    Key("texte.agrandir", "ctrl+e", "Grand éditeur", "Écrire un texte long en plein écran"),
    Key("texte.refermer", "ctrl+e", "Retour", "Refermer le grand éditeur, tout est gardé", priority=True),
    Key("champ.repeter", "ctrl+d", "Répéter", "Répéter la valeur précédente"),
    Key("ecran.redessiner", "ctrl+l", "Redessiner", "Redessiner l'écran", priority=True),
    Key("app.quitter", "ctrl+q", "Quitter", "Quitter, tout est gardé", priority=True),
    Key("app.copier", "ctrl+c", "Copier", "Copier la sélection"),
    Key("liste.filtrer", ":,/", "Filtrer", "Filtrer cette liste"),
    Key("liste.ouvrir", "enter", "Ouvrir", "Ouvrir la ligne"),
    Key("liste.marquer", "space", "Marquer", "Marquer la ligne"),
    Key("liste.marquer_bas", "shift+down", "Marquer", "Marquer et descendre"),
    Key("liste.marquer_haut", "shift+up", "Marquer", "Marquer et monter"),
    Key("liste.marquer_tout", "t", "Tout marquer", "Marquer tout ce qui est affiché"),
    Key("liste.nouveau", "n", "Nouveau", "Créer"),
    Key("liste.dupliquer", "d", "Dupliquer", "Dupliquer"),
    Key("liste.responsable", "r", "Responsable", "Changer le responsable"),
    Key("liste.filtre", "f", "Filtre", "Composer un filtre"),
    Key("liste.colonnes", "c", "Colonnes", "Choisir les colonnes"),
    Key("liste.trier", "o", "Trier", "Changer l'ordre"),
    Key("liste.grouper", "g", "Grouper", "Grouper les lignes"),
    Key("liste.lot", "l", "Modifier", "Modifier tout ce qui est marqué"),
    Key("liste.demandes", "D", "Demandes", "Les demandes de subvention"),
    Key("liste.suites", "S", "Suites", "Les suites à donner"),
    Key("liste.couleur", "k", "Présentation", "Changer la présentation"),
    Key("liste.supprimer", "x", "Archiver", "Archiver (s'annule)"),
    Key("commune.actions", "a", "Ses actions", "Les actions de cette commune"),
    Key("commune.conventions", "C", "Conventions", "Les conventions"),
    Key("commune.rattacher", "A", "Convention", "Ajouter à une convention, ou créer celle du groupe"),
    Key("convention.page", "p", "Coup d'œil", "La convention en un coup d'œil"),
    Key("convention.fiche", "f", "Fiche", "Ouvrir la fiche de la convention"),
    Key("convention.actions", "a", "Ses actions", "Les actions de cette convention"),
    Key("curseur.haut", "up", "", "Ligne d'au-dessus"),
    Key("curseur.bas", "down", "", "Ligne d'en dessous"),
    Key("curseur.page_haut", "pageup", "", "Un écran plus haut"),
    Key("curseur.page_bas", "pagedown", "", "Un écran plus bas"),
    Key("curseur.debut", "home", "", "Première ligne"),
    Key("curseur.fin", "end", "", "Dernière ligne"),
    Key("liste.filtrer_ici", "ctrl+f", "Filtrer", "Filtrer cette liste, même en tapant", priority=True),
    Key("vue.enregistrer", "e", "Enregistrer", "Enregistrer la vue affichée"),
    Key("vue.renommer", "r", "Renommer", "Renommer la vue"),
    Key("vue.supprimer", "x,delete", "Supprimer", "Supprimer la vue"),
    Key("vue.importer", "i", "Importer", "Lire les vues d'un fichier"),
    Key("vue.partager", "p", "Partager", "Écrire la vue dans un fichier à partager"),
    Key("filtre.ajouter", "n,f", "Ajouter", "Ajouter une condition"),
    Key("filtre.enlever", "x,delete", "Enlever", "Enlever la condition"),
    Key("filtre.vider", "z", "Tout enlever", "Enlever toutes les conditions"),
    Key("tri.second", "tab", "2e clé", "Trier ensuite par cette colonne", priority=True),
    Key("colonnes.valider", "enter", "Valider", "Garder ces colonnes", priority=True),
    Key("colonnes.haut", "h", "Plus haut", "Monter la colonne"),
    Key("colonnes.bas", "b", "Plus bas", "Descendre la colonne"),
    Key("colonnes.etroite", "left", "Moins large", "Rétrécir la colonne"),
    Key("colonnes.large", "right", "Plus large", "Élargir la colonne"),
    Key("colonnes.origine", "z", "D'origine", "Revenir aux colonnes d'origine"),
    Key("choix.valider", "enter", "Valider", "Garder ce qui est coché", priority=True),
    Key("lot.appliquer", "enter", "Appliquer", "Appliquer à tout ce qui est marqué"),
    Key("a_faire.ouvrir", "a", "À faire", "Toute la liste « à faire »"),
    Key("a_faire.fait", "space", "Fait", "C'est fait : la ligne s'en va, u la ramène"),
    Key("a_faire.reporter", "r", "Reporter", "Reporter à une date"),
    Key("a_faire.masquer", "h", "Masquer", "Masquer tant que rien ne change"),
    Key("a_faire.ecartees", "v", "Écartées", "Voir ce qui est fait, reporté ou masqué"),
    Key("commune.fiche", "f", "Fiche", "Ouvrir la fiche de la commune"),
    Key("commune.page", "p", "En une page", "La commune en une page : parcours, chiffres"),
    Key("carte.ouvrir", "enter", "Ouvrir", "Ouvrir la commune"),
    Key("carte.haut", "up", "", "La commune au nord"),
    Key("carte.bas", "down", "", "La commune au sud"),
    Key("carte.gauche", "left", "", "La commune à l'ouest"),
    Key("carte.droite", "right", "", "La commune à l'est"),
    Key("carte.lecture", "k", "Lecture", "Lire la carte autrement : ORT, phase, risque…"),
    Key("carte.plus", "plus", "Zoom", "Voir de plus près"),
    Key("carte.moins", "minus,hyphen", "Recul", "Voir de plus loin"),
    Key("carte.actions", "a", "Ses actions", "Les actions de la commune"),
    Key("controle.lettre", "p", "À revoir", "Point à revoir suivant, hors saisie"),
    Key("champ.choisir", "enter,space", "Choisir", "Ouvrir la liste"),
    Key("champ.vider", "delete,backspace", "Vider", "Vider le champ"),
    Key("fiche.historique", "h", "Historique", "Historique de la fiche"),
    Key("fiche.accepter", "f4", "Accepter", "Accepter l'avertissement, avec une raison", priority=True),
    Key("note.ajouter", "N", "Noter", "Noter ce qui vient d'être dit"),
    Key("demande.reconduire", "R", "Reconduire", "Reconduire la demande en N+1"),
    Key("grille.corriger", "f2", "Corriger", "Corriger la case", priority=True),
    Key("grille.modifier", "enter", "Modifier", "Modifier la case"),
    Key("grille.retirer", "delete", "Retirer la ligne", "Retirer la ligne (s'annule)"),
    Key("grille.vider", "backspace", "Vider", "Vider la case"),
    Key("cellule.valider", "enter", "Valider", "Valider la case"),
    Key("cellule.suivante", "tab", "Suivante", "Valider, et aller à la case suivante"),
    Key("cellule.precedente", "shift+tab", "Précédente", "Valider, et aller à la case précédente"),
    Key("cellule.renoncer", "escape", "Valeur d'avant", "Reprendre la valeur d'avant"),
    Key("historique.comparer", "c", "Comparer", "Comparer ce moment (ou deux marqués)"),
    Key("historique.champ", "r", "Reprendre", "Rendre à ce champ la valeur d'après"),
    Key("moments.revenir", "f", "Revenir", "Rendre à toute la fiche l'état d'avant"),
    Key("moments.champ", "r", "Reprendre", "Rendre à ce champ sa valeur d'avant"),
    Key("versions.inverser", "i", "Inverser", "Inverser avant et après"),
    Key("doublon.comparer", "f", "Comparer", "Comparer les deux fiches, et les fusionner"),
    Key("doublon.ecarter", "p", "Pas un doublon", "Dire que ce sont deux fiches"),
    Key("doublon.fusionner", "f", "Fusionner", "N'en faire qu'une (s'annule)"),
    Key("doublon.choisir", "space", "Autre valeur", "Garder l'autre valeur de ce champ"),
    Key("doublon.inverser", "i", "Garder l'autre", "Garder l'autre fiche"),
    Key("conflit.mien", "m", "Le mien", "Garder ce qui vient de cet ordinateur"),
    Key("conflit.leur", "l", "Le leur", "Garder ce qui vient des autres (encore l : le suivant)"),
    Key("conflit.deux", "d", "Les deux", "Garder la fusion proposée"),
    Key("conflit.autre", "e", "Autre", "Écrire une autre valeur"),
    Key("conflit.tout_mien", "M", "Tout le mien", "Garder tout ce qui vient de cet ordinateur, pour cette fiche"),
    Key("conflit.tout_leur", "L", "Tout le leur", "Garder tout ce qui vient des autres, pour cette fiche"),
    Key("conflit.accepter", "a", "Accepter", "La préfecture fait sienne la valeur proposée"),
    Key("conflit.refuser", "r", "Refuser", "La préfecture redit sa valeur : la proposition est remplacée"),
    Key("synchro.reprendre", "e", "Reprendre", "Corriger et renvoyer, ou exporter"),
    Key("synchro.enlever", "x", "Enlever", "Enlever de cette liste"),
    Key("importer.filtre", "f", "Filtre", "Ne montrer que ce qui est créé, refusé…"),
    Key("importer.question", "q", "Répondre", "Répondre aux questions du fichier"),
    Key("importer.voir", "v", "Voir", "Voir la ligne en entier, avec ses fiches"),
    Key("importer.apercu", "a", "Aperçu", "Voir ce que l'import ferait, sans rien écrire"),
    Key("importer.feuille", "f", "Feuille", "Lire une autre feuille"),
    Key("importer.titres", "l", "Titres", "Dire quelle ligne porte les titres"),
    Key("importer.ignorer", "x", "Laisser", "Laisser cette colonne de côté"),
    Key("premiere.suite", "f7", "Suite", "Aller à l'étape suivante", priority=True),
    Key("premiere.epci", "t", "Son EPCI", "Les communes du même EPCI"),
    Key("seance.presence", "space", "Présence", "Changer le statut : présent, excusé, représenté, absent"),
    Key("seance.modifier", "e", "Fiche", "Ouvrir la fiche de la séance"),
    Key("page.retour", "escape", "Retour", "Revenir en arrière, rien ne se perd"),
    *(Key(f"onglet.{n}", f"{n},{twin}", f"Onglet {n}", f"Onglet {n}") for n, twin in TWINS.items()),
)

KEYS: Final = {key.id: key for key in _MAP}
"""The whole map, by id."""


def binding(
    key_id: str, action: str, label: str | None = None, *, show: bool = True, sentence: str | None = None
) -> Binding:
    """Bind the keys of `key_id` to `action`; `label` replaces the map's word where a page has a better one."""
    key = KEYS[key_id]
    return Binding(
        key.keys,
        action,
        label or key.label,
        show=show,
        tooltip=sentence or (label or key.sentence),
        priority=key.priority,
        id=key_id,
    )
