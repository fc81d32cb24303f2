# shellcheck shell=sh disable=SC2154,SC2034 # program and root come from the sourcing script; it uses what is set here
# What ./hayate and ./check share: finding a JDK, installing what is missing, building. Sourced with $program (the name
# in messages) and $root (the repository) set. Functions that answer leave it in the variable named in their comment.

jar=$root/scanner/target/hayate.jar
maven_minimum=3.8.7
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH

say() {
    printf '%s: %s\n' "$program" "$*" >&2
}

die() {
    status=$1
    shift
    say "$@"
    exit "$status"
}

# 'java_version HOME': $version ("17.0.15+6-Debian-1deb12u1", or empty) and $major (17, or 0), from the file that every
# JDK carries; starting a JVM to ask it would cost more than the rest of this script.
java_version() {
    version="" major=0
    if [ -r "$1/release" ]; then
        while IFS='=' read -r name value; do
            value=${value#\"} value=${value%\"}
            case $name in
                JAVA_VERSION) major=${value%%[!0-9]*}; [ -n "$version" ] || version=$value ;;
                JAVA_RUNTIME_VERSION) version=$value ;;
            esac
        done < "$1/release"
    else
        version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([^"]*\)".*/\1/p')
        major=${version%%[!0-9]*}
    fi
    [ -n "$major" ] || major=0
}

# 'find_java newest|oldest java|javac': $java_home, $java_major and $java_version_text of the newest (or oldest) Java of
# 17 or later that has the tool; fails, leaving $java_home empty, if there is none.
find_java() {
    java_home="" java_major=0 java_version_text=""
    if [ -n "${HAYATE_JAVA:-}" ]; then
        consider_java "$1" "$2" "$HAYATE_JAVA"
        [ -n "$java_home" ] || die 2 "HAYATE_JAVA=$HAYATE_JAVA is not the home of a Java 17 or later with bin/$2"
        return 0
    fi
    [ -z "${JAVA_HOME:-}" ] || consider_java "$1" "$2" "$JAVA_HOME"
    on_path=$(command -v "$2") && on_path=$(readlink -f "$on_path") && consider_java "$1" "$2" "${on_path%/bin/*}"
    for candidate in /usr/lib/jvm/*; do
        [ -L "$candidate" ] || consider_java "$1" "$2" "$candidate"
    done
    [ -n "$java_home" ]
}

consider_java() {
    [ -x "$3/bin/$2" ] && [ -x "$3/bin/java" ] || return 0
    java_version "$3"
    [ "$major" -ge 17 ] || return 0
    if [ -n "$java_home" ]; then
        case $1 in
            newest) [ "$major" -gt "$java_major" ] || return 0 ;;
            oldest) [ "$major" -lt "$java_major" ] || return 0 ;;
        esac
    fi
    java_home=$3 java_major=$major java_version_text=$version
}

is_root() {
    : "${user:=$(id -u)}"
    [ "$user" = 0 ]
}

# Whether packages may and can be installed from here.
can_install() {
    [ -z "${HAYATE_NO_INSTALL:-}" ] && is_root && command -v apt-get > /dev/null 2>&1
}

# 'jdk_package jre|jdk': $package, the newest headless one of the long-lived releases that this distribution has.
jdk_package() {
    package=openjdk-17-$1-headless
    command -v apt-cache > /dev/null 2>&1 || return 0
    for release in 25 21 17; do
        if [ -n "$(apt-cache -q show "openjdk-$release-$1-headless" 2> /dev/null)" ]; then
            package=openjdk-$release-$1-headless
            return 0
        fi
    done
}

# 'install PACKAGE...': installs them, saying so in one line. The package 'jre' or 'jdk' stands for the best Java there is.
install() {
    log=$(mktemp)
    case " $* " in
        *' jdk '* | *' jre '*) apt-get -q update < /dev/null > "$log" 2>&1 || true ;;
    esac
    named_packages "$@"
    # shellcheck disable=SC2086 # a list of package names
    set -- $packages
    say "installing $* with apt-get"
    if DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@" < /dev/null >> "$log" 2>&1 \
        || { apt-get -q update < /dev/null >> "$log" 2>&1 \
            && DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@" < /dev/null >> "$log" 2>&1; }; then
        rm -f "$log"
        return 0
    fi
    say "apt-get failed: $(grep -m 1 '^E:' "$log" || tail -n 1 "$log") (log: $log)"
    return 1
}

# $packages: the arguments, with 'jre' and 'jdk' replaced by package names.
named_packages() {
    packages=
    for wanted in "$@"; do
        case $wanted in
            jre | jdk) jdk_package "$wanted"; wanted=$package ;;
        esac
        packages="$packages${packages:+ }$wanted"
    done
}

# 'require_java newest|oldest java|javac': find_java, installing one if need be; ends the program if there is none.
require_java() {
    find_java "$1" "$2" && return 0
    case $2 in
        javac) kind=jdk what='a JDK' ;;
        *) kind=jre what='a Java runtime' ;;
    esac
    if can_install; then
        install "$kind" && find_java "$1" "$2" && return 0
        die 1 "there is still no $what of 17 or later"
    fi
    named_packages "$kind"
    die 1 "$what of 17 or later is needed: sudo apt-get install $packages"
}

# 'missing_packages NAME...': $missing, those of the named packages whose command or library is not there.
missing_packages() {
    missing=
    for wanted in "$@"; do
        case $wanted in
            libpcap0.8) present=$(find /usr/lib /lib -maxdepth 2 -name 'libpcap.so.*' 2> /dev/null | head -n 1) ;;
            libc6-dev) present=$(find /usr/include -maxdepth 3 -name stdio.h 2> /dev/null | head -n 1) ;;
            iproute2) present=$(command -v ip) ;;
            nftables) present=$(command -v nft) ;;
            procps) present=$(command -v sysctl) ;;
            openssh-server) present=$(command -v sshd) ;;
            nginx-light) present=$(command -v nginx) ;;
            pcre2-utils) present=$(command -v pcre2test) ;;
            dnsmasq-base) present=$(command -v dnsmasq) ;;
            *) present=$(command -v "$wanted") ;;
        esac || true
        [ -n "$present" ] || missing="$missing${missing:+ }$wanted"
    done
}

# Gives files that root made in someone's tree to the tree's owner, who must be able to change them later.
give_back() {
    is_root || return 0
    for made in "$@"; do
        [ ! -e "$made" ] || chown -R -h --reference="$root" "$made" 2> /dev/null || true
    done
}

# 'require_maven': $maven, the system's Maven if it is new enough, else the one of the distribution, installed; ends the
# program if there is none.
require_maven() {
    find_maven && return 0
    if can_install; then
        install maven && find_maven && return 0
        die 1 "there is still no Maven of $maven_minimum or later"
    fi
    die 1 "Maven $maven_minimum or later is needed: sudo apt-get install maven"
}

# $maven: the Maven on the path, found wanting if it is older than $maven_minimum.
find_maven() {
    maven=$(command -v mvn) || return 1
    found=$("$maven" -B -v 2> /dev/null | sed -n 's/^.*Apache Maven \([0-9.]*\).*/\1/p' | head -n 1)
    oldest=$(printf '%s\n%s\n' "$maven_minimum" "$found" | sort -V | head -n 1)
    [ "$oldest" = "$maven_minimum" ]
}

# 'run_maven ARGUMENT...' with the JDK that find_java chose.
run_maven() {
    (cd "$root" && JAVA_HOME=$java_home "$maven" -B -ntp -Dstyle.color=never "$@" < /dev/null)
}

# Whether the jar is missing or older than anything it is made from.
is_stale() {
    [ -f "$jar" ] || return 0
    [ -n "$(find "$root/pom.xml" "$root/native-bindings/pom.xml" "$root/scanner/pom.xml" \
        "$root/native-bindings/src/main" "$root/scanner/src/main" "$root/scanner/src/build" \
        -newer "$jar" -print -quit 2> /dev/null)" ]
}
