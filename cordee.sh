#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
#
# The one door of Cordée: it gathers what a command needs (packages of the system, a virtual environment with every
# library locked by its hash), then runs the command. POSIX sh only: it must run before anything is installed.
set -eu

usage() {
    cat <<'TEXT'
Cordée : la plateforme d’entraide d’une commune.

  ./cordee demo [--town small|medium|large] [--seed N] [--no-serve]
                        installe, charge la commune de démonstration, cherche qui aide qui, puis sert les pages
  ./cordee setup [COMMUNE --phone NUMÉRO]
                        installe, prépare la base de données et ouvre la commune à servir
  ./cordee serve        sert les pages et vide la boîte d’envoi
  ./cordee import volunteers|needs|addresses FICHIER
  ./cordee match [--json]
                        cherche qui peut aider qui
  ./cordee doctor       dit ce qui manque ou va mal
  ./cordee check        relit le code : style, types, plan des étages, gabarits
  ./cordee test [...]   check, puis tous les tests (les mots ajoutés vont à pytest)

Tout autre mot est une commande de Django : ./cordee createstaff, ./cordee migrate…
./cordee commands en donne la liste ; ./cordee COMMANDE --help en explique une.
TEXT
}

say() { printf 'cordée : %s\n' "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# ---------------------------------------------------------------------------------------------------- where we are
self=$0
case $self in
*/*) ;;
*) [ -f "./$self" ] || self=$(command -v -- "$self") ;;
esac
while [ -L "$self" ]; do
    target=$(readlink -- "$self")
    case $target in
    /*) self=$target ;;
    *) self=$(dirname -- "$self")/$target ;;
    esac
done
root=$(CDPATH='' cd -- "$(dirname -- "$self")" && pwd -P)

venv=$root/.venv
unfinished=$venv/.unfinished
# A PYTHONPATH or PYTHONHOME made for other software must not reach ours.
unset PYTHONHOME PYTHONPATH

# ------------------------------------------------------------------------------------------------- system packages
suits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# Print the Python to use; PYTHON=… in the environment wins.
find_python() {
    for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14; do
        if suits "$candidate"; then
            command -v -- "$candidate"
            return
        fi
    done
    return 1
}

has_apt() { command -v apt-get >/dev/null 2>&1; }
is_root() { [ "$(id -u)" -eq 0 ]; }

# fd 9 is our lock: a server that a package starts must not keep it.
# An index that cannot be refreshed (one dead source of many) is no reason to stop: the installation will tell.
refresh_index() { DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2 9>&- || true; }

# Print the packages that would give a Python recent enough: the system's own, else a newer one beside it.
python_packages() {
    if ! command -v python3 >/dev/null 2>&1; then
        echo "python3 python3-venv"
        return
    fi
    for version in 3.13 3.12 3.11; do
        if apt-cache show "python$version" >/dev/null 2>&1; then
            echo "python$version python$version-venv"
            return
        fi
    done
}

missing_to_run() {
    if python=$(find_python); then
        "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
            "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    else
        python_packages
    fi
    has_apt || return 0
    # Debian's pip trusts the system's certificates; another setting means that somebody has seen to it.
    [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -n "${PIP_CERT:-}" ] || echo ca-certificates
}

# Print the first Chromium that really starts: Ubuntu's chromium-browser may be an empty shell around a snap.
find_chromium() {
    for candidate in "${CHROMIUM:-chromium}" chromium-browser google-chrome google-chrome-stable /snap/bin/chromium; do
        if path=$(command -v -- "$candidate") && "$path" --version </dev/null >/dev/null 2>&1; then
            echo "$path"
            return
        fi
    done
    return 1
}

has_initdb() {
    command -v initdb >/dev/null 2>&1 && return
    for binary in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$binary" ] && return
    done
    return 1
}

# Playwright, which drives the browser, brings a program that needs this library and does not bring it.
has_libatomic() {
    for library in /usr/lib/*/libatomic.so.1 /usr/lib/libatomic.so.1 /usr/lib64/libatomic.so.1; do
        [ -e "$library" ] && return
    done
    return 1
}

is_ubuntu() { [ -r /etc/os-release ] && grep -q '^ID=ubuntu$' /etc/os-release; }

missing_to_test() {
    has_initdb || echo postgresql
    has_libatomic || echo libatomic1
    find_chromium >/dev/null || is_ubuntu || echo chromium
    for fonts in /usr/share/fonts/truetype/*; do
        [ -d "$fonts" ] && return
    done
    echo fonts-dejavu-core
}

one_line() { tr '\n' ' ' | sed 's/  */ /g; s/ $//'; }

# Bring what the named function finds missing, through apt when we are root; otherwise say what to copy.
bring() {
    round=0
    while missing=$("$1" | one_line) && [ -n "$missing" ]; do
        round=$((round + 1))
        has_apt || die "il manque : $missing. Installez-les avec l’outil de votre système, puis relancez la commande."
        is_root || die "il manque des paquets. Copiez cette ligne, puis relancez :" \
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
        # A second round: whether python3 is too old is only seen once it is there.
        [ "$round" -le 2 ] || die "apt n’a pas su installer : $missing."
        say "installation des paquets du système : $missing"
        refresh_index
        # shellcheck disable=SC2086  # a list of package names
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends \
            $missing </dev/null >&2 9>&- || die "apt n’a pas pu installer : $missing."
    done
}

# --------------------------------------------------------------------------------------------- virtual environment
# What a complete environment of this kind (run or test) writes down: a folder that was moved, another Python
# or another lock file make another text.
label() {
    tag=$("$venv/bin/python" -c 'import sys; print(sys.implementation.cache_tag)' 2>/dev/null) || return 1
    case $1 in
    run) sum=$(cksum <"$root/requirements.lock") ;;
    *) sum=$(cat "$root/requirements.lock" "$root/requirements-dev.lock" | cksum) ;;
    esac
    printf '%s|%s|%s\n' "$root" "$tag" "$sum"
}

ready_as() {
    [ -f "$venv/.ready-$1" ] && [ ! -e "$unfinished" ] || return 1
    expected=$(label "$1") && [ "$(cat "$venv/.ready-$1")" = "$expected" ]
}

# The environment for the tests holds everything that running needs.
ready() { ready_as test || { [ "$1" = run ] && ready_as run; }; }

# Can the existing environment be brought up to date, rather than built again?
sound() {
    [ ! -e "$unfinished" ] && suits "$venv/bin/python" || return 1
    tag=$("$venv/bin/python" -c 'import sys, pip; print(sys.implementation.cache_tag)' 2>/dev/null) || return 1
    for stamp in "$venv"/.ready-*; do
        [ -f "$stamp" ] || continue
        case $(cat "$stamp") in
        "$root|$tag|"*) ;;
        *) return 1 ;;
        esac
    done
}

create_environment() {
    if ! find_python >/dev/null && has_apt && is_root; then
        refresh_index
    fi
    bring missing_to_run
    python=$(find_python) ||
        die "il faut Python 3.11 ou plus récent, introuvable ici. PYTHON=/chemin/de/python ./cordee … en désigne un."
    say "création de l’environnement Python dans .venv"
    rm -rf "$venv"
    mkdir "$venv"
    : >"$unfinished"
    "$python" -m venv "$venv" || die "Python n’a pas pu créer .venv (voir ci-dessus) ; relancez la commande."
}

# $1: run or test. Nothing happens when the environment is complete: the second run needs neither network nor rights.
prepare() {
    ready "$1" && return
    case $root in
    *:*) die "le chemin $root contient « : », que Python refuse ; déplacez le dossier." ;;
    esac
    [ -w "$root" ] || die "vous n’avez pas le droit d’écrire dans $root, où les bibliothèques s’installent."

    # The system frees this lock when the last process that holds it ends, even killed.
    exec 9>"$root/.venv.lock"
    if command -v flock >/dev/null 2>&1 && ! flock -n 9; then
        say "une autre installation est en cours, on l’attend…"
        flock 9
    fi
    if ! ready "$1"; then
        sound || create_environment
        : >"$unfinished"
        rm -f "$venv"/.ready-*
        case $1 in
        run) file=requirements.lock ;;
        *) file=requirements-dev.lock ;;
        esac
        say "installation des bibliothèques de $file (une minute ou deux la première fois)"
        PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install --quiet --no-input \
            --require-hashes -r "$root/$file" </dev/null >&2 ||
            die "les bibliothèques n’ont pas toutes été installées (voir ci-dessus) ; vérifiez le réseau et relancez."
        label "$1" >"$venv/.ready-$1"
        # Last of all: as long as this mark is there, the environment counts for nothing and is built again.
        rm -f "$unfinished"
    fi
    exec 9>&-
}

# -------------------------------------------------------------------------------------------------------- commands
cordee() { "$venv/bin/python" -m cordee.config "$@"; }

# PYTHONSAFEPATH: a file of the caller's folder that bears the name of a library must not be taken for it.
open_code() {
    PYTHONPATH=$root/src
    PYTHONSAFEPATH=1
    export PYTHONPATH PYTHONSAFEPATH
}

# Verifications must not depend on, or touch, the town configured in this shell.
forget_settings() {
    for name in $(env | sed -n 's/^\(CORDEE_[A-Z0-9_]*\)=.*/\1/p'); do
        unset "$name"
    done
}

step() {
    printf -- '--- %s\n' "$1"
    title=$1
    shift
    "$@" || failed="$failed, $title"
}

check_shell() {
    for script in "$root/cordee" "$root/.ci/run"; do
        sh -n "$script" || return 1
    done
    ! command -v shellcheck >/dev/null 2>&1 || shellcheck "$root/cordee" "$root/.ci/run"
}

check() (
    cd "$root"
    # The root too: the benches live beside src.
    PYTHONPATH=$root/src:$root
    forget_settings
    CORDEE_DATA_DIR=$(mktemp -d)
    export PYTHONPATH CORDEE_DATA_DIR
    trap 'rm -rf "$CORDEE_DATA_DIR"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    failed=
    step "ruff : règles" "$venv/bin/python" -m ruff check
    step "ruff : mise en forme" "$venv/bin/python" -m ruff format --check
    step "mypy : types" "$venv/bin/python" -m mypy
    step "import-linter : plan des étages" "$venv/bin/lint-imports" --no-logo
    step "djlint : gabarits" "$venv/bin/python" -m djlint --lint --quiet src
    step "deptry : dépendances déclarées" "$venv/bin/python" -m deptry .
    step "django : cohérence" cordee check --fail-level WARNING
    step "django : migrations à jour" cordee makemigrations --check --dry-run
    step "sh : lanceur" check_shell
    if [ -n "$failed" ]; then
        printf '\nVérifications en échec : %s\n' "${failed#, }"
        exit 1
    fi
    printf '\nToutes les vérifications passent.\n'
)

# $@ goes to pytest. The last line printed is pytest's own summary.
run_tests() {
    bring missing_to_test
    CHROMIUM=$(find_chromium) ||
        die "les tests ont besoin d’un vrai navigateur, qu’Ubuntu n’offre pas par apt : installez google-chrome-stable" \
            "(paquet .deb de Google) ou « sudo snap install chromium », puis relancez."
    export CHROMIUM
    status=0
    if ! check; then
        status=1
        printf '%s\n' "Les tests suivent quand même ; le code de sortie dira l’échec."
    fi
    printf -- '--- pytest\n'
    cd "$root"
    # For the programs that tests start: pytest itself finds its way through pyproject.toml.
    PYTHONPATH=$root/src:$root
    export PYTHONPATH
    "$venv/bin/python" -m pytest "$@" || status=$?
    return "$status"
}

word=${1:-help}
[ $# -eq 0 ] || shift
case $word in
help | -h | --help) usage ;;
check)
    prepare test
    check
    ;;
test)
    prepare test
    run_tests "$@"
    ;;
commands)
    prepare run
    open_code
    cordee help --commands
    ;;
*)
    prepare run
    open_code
    exec "$venv/bin/python" -m cordee.config "$word" "$@"
    ;;
esac
