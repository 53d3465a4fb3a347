#!/bin/sh
# Met un secours derrière une base PostgreSQL en service : chaque modification confirmée est alors sur deux disques.
#
#     creer-secours.sh PRINCIPAL DOSSIER NOM
#
# PRINCIPAL  adresse du principal, avec un compte de réplication : "host=10.0.0.1 user=replication"
# DOSSIER    dossier de données du secours, vide, sur la machine du secours
# NOM        nom du secours, par exemple secours1
#
# À lancer sur la machine du secours, par l'utilisateur qui fait tourner PostgreSQL. Avant de lancer : sur le
# principal, « max_wal_senders » au moins 3 et une ligne « host replication … » dans pg_hba.conf. Ensuite :
# regler-secours.sh, qui fait attendre au principal la réponse du secours.
set -eu
principal="$1" dossier="$2" nom="$3"

# Une place réservée sur le principal : le secours peut s'arrêter une heure sans devoir être refait.
pg_basebackup --pgdata="$dossier" --dbname="$principal application_name=$nom" --write-recovery-conf \
    --wal-method=stream --checkpoint=fast --create-slot --slot="$nom"
echo "Le secours « $nom » est copié dans $dossier ; démarrez-le, puis lancez regler-secours.sh."
