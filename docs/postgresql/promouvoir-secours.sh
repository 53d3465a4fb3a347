#!/bin/sh
# Fait du secours le principal, quand l'ancien est perdu.
#
#     promouvoir-secours.sh PRINCIPAL DOSSIER SECOURS
#
# PRINCIPAL  adresse de l'ancien principal : le script refuse tant qu'il répond, car deux principaux divergeraient
# DOSSIER    dossier de données du secours
# SECOURS    adresse du secours, avec un compte d'administration
#
# À lancer sur la machine du secours, par l'utilisateur qui fait tourner PostgreSQL. L'ancien principal ne doit plus
# jamais démarrer tel quel (débranchez-le, ou effacez son dossier) : il redevient un secours avec creer-secours.sh.
# « pvd-serveur » passe de l'un à l'autre de lui-même si son adresse les nomme tous les deux :
#     postgresql://pvd@/pvd?host=10.0.0.1,10.0.0.2&target_session_attrs=read-write
set -eu
principal="$1" dossier="$2" secours="$3"

if pg_isready --quiet --timeout=5 --dbname="$principal"; then
    echo "L'ancien principal répond encore : arrêtez-le d'abord. Rien n'a été modifié." >&2
    exit 1
fi
# L'attente d'un secours vient de l'ancien principal : le nouveau n'en a pas encore.
psql --dbname="$secours" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<'SQL'
ALTER SYSTEM SET synchronous_standby_names = '';
SELECT pg_reload_conf() \g /dev/null
SQL
pg_ctl --pgdata="$dossier" --wait --timeout=60 promote > /dev/null
echo "Le secours est le principal. Il est seul : refaites un secours (creer-secours.sh, regler-secours.sh)."
