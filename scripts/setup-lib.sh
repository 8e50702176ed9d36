# The steps of scripts/setup; read by it, not run alone.

disk_full="Disken er full: HeltOm trenger 800 MB til pakker. Frigjør plass og prøv igjen."
no_python="Fant ikke Python 3.12 eller nyere. Installer den (Debian og Ubuntu: apt-get install python3 python3-venv) og prøv igjen."

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
good() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }

# The pyenv shims follow .python-version; a pyenv without that version may still have another that will do.
find_python() {
    for python in python3.13 python3.14 python3.12 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-9]*/bin/python3; do
        good "$python" && { echo "$python"; return 0; }
    done
    return 1
}

# With pip in it (--seed): uv may be gone from the PATH the next time.
make_venv() {
    rm -rf .venv
    if python=$(find_python); then
        say "Lager .venv med $("$python" -V) …"
        if command -v uv >/dev/null; then
            uv venv --quiet --seed --python "$(command -v "$python")" .venv >"$log" 2>&1 && return
        fi
        "$python" -m venv .venv >"$log" 2>&1 && return
        rm -rf .venv
        grep -qi 'no space left' "$log" && fail "$disk_full"
        fail "Python kan ikke lage et virtuelt miljø. Debian og Ubuntu: apt-get install python3-venv, og prøv igjen."
    fi
    say "Fant ingen Python 3.12 eller nyere; prøver å hente en …"
    uv=$(command -v uv) || uv=$(borrow_uv) || fail "$no_python"
    UV_HTTP_TIMEOUT=20 "$uv" venv --quiet --seed --managed-python .venv >"$log" 2>&1 || { rm -rf .venv; fail "$no_python"; }
}

# uv runs from a venv of an older Python too; it is thrown away afterwards.
borrow_uv() {
    python3 -m venv "$work/uv" >"$log" 2>&1 || return 1
    "$work/uv/bin/pip" install --quiet --require-hashes -r scripts/uv.txt >"$log" 2>&1 || return 1
    echo "$work/uv/bin/uv"
}

# uv is the quick way. Plain pip does the same from the same hashes, and knows the mirror that a machine's pip.conf names.
install_packages() {
    if uv=$(command -v uv) || uv=$(uv_in_venv); then
        "$uv" pip install --compile-bytecode --quiet --python .venv/bin/python --require-hashes -r "$lock" >"$log" 2>&1 && return
        grep -qi 'no space left' "$log" && return 1
    fi
    [ -x .venv/bin/pip ] && .venv/bin/pip install --quiet --require-hashes -r "$lock" >"$log" 2>&1
}

uv_in_venv() {
    [ -x .venv/bin/uv ] || .venv/bin/pip install --quiet --require-hashes -r scripts/uv.txt >"$log" 2>&1 || return 1
    echo .venv/bin/uv
}

explain() {
    grep -qiE 'no space left|disk quota' "$log" && fail "$disk_full"
    grep -qiE 'hashes? .*(mismatch|do not match)|hash mismatch' "$log" && fail "En pakke har feil kontrollsum og ble ikke installert. Prøv igjen, og si fra hvis det gjentar seg."
    grep -qiE 'certificate|UnknownIssuer' "$log" && fail "Stoler ikke på sertifikatet til pakkeregisteret. Sett SSL_CERT_FILE til fila med sertifikatene som gjelder her, og prøv igjen."
    grep -qiE 'dns|resolv|connect|timed out|timeout|unreachable|fetch|from versions: none' "$log" && fail "Får ikke hentet pakkene: ingen forbindelse til pakkeregisteret. Sjekk nettet og prøv igjen."
    tail -n 20 "$log" >&2
    fail "Installasjonen stoppet; det står over hvorfor."
}
