# shellcheck shell=sh
# Sourced by the scripts that run the build's results: find_jdk prints the home of a JDK >= 25, or fails.

: "${HOME:=/}"

# A JDK names its version in a file, so that no JVM is started to ask. Succeeds if $1 is a JDK >= 25.
is_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
    [ "${version:-0}" -ge 25 ]
}

find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
        printf '%s\n' "$JAVA_HOME"
        return
    fi
    if java=$(command -v java); then
        while [ -L "$java" ]; do
            link=$(readlink "$java")
            case $link in
                /*) java=$link ;;
                *) java=$(dirname "$java")/$link ;;
            esac
        done
        if is_jdk "$(dirname "$java")/.."; then
            (cd "$(dirname "$java")/.." && pwd -P)
            return
        fi
    fi
    for jdk in /usr/lib/jvm/* /usr/java/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if is_jdk "$jdk"; then
            printf '%s\n' "$jdk"
            return
        fi
    done
    return 1
}
