#!/bin/sh
# Fait attendre à une base, avant de confirmer, qu'un secours ait écrit sur son disque ; ou cesse d'attendre.
#
#     regler-secours.sh BASE NOM [NOM…]     attendre l'un de ces secours
#     regler-secours.sh BASE                n'en attendre aucun (un seul exemplaire : à ne faire que le temps d'en refaire un)
#
# BASE  adresse du principal, avec un compte d'administration : "host=10.0.0.1 user=postgres"
#
# Avec un seul secours, son arrêt fait attendre les envois (le serveur répond « réessayez », rien n'est perdu).
# Avec deux, l'arrêt de l'un ne se remarque pas.
set -eu
base="$1"
shift
noms="$(printf '%s, ' "$@" | sed 's/, $//')"
attente=""
if [ $# -gt 0 ]; then attente="ANY 1 ($noms)"; fi

psql --dbname="$base" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=attente="$attente" <<'SQL'
ALTER SYSTEM SET synchronous_standby_names = :'attente';
SELECT pg_reload_conf() \g /dev/null
SQL
if [ $# -eq 0 ]; then
    echo "Aucun secours n'est attendu."
    exit 0
fi
essais=0
until [ "$(psql --dbname="$base" --no-psqlrc --tuples-only --no-align \
    --command="SELECT count(*) > 0 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')")" = t ]; do
    essais=$((essais + 1))
    if [ "$essais" -gt 60 ]; then
        echo "Aucun de ces secours ne suit : les envois attendent. Vérifiez le secours, ou relancez sans nom." >&2
        exit 1
    fi
    sleep 0.5
done
echo "Chaque confirmation attend désormais l'un de ces secours : $noms."
