#!/bin/sh
# Tests ./hayate with stand-ins for the jar: what it passes on, what it returns, and that its archive never stands in the
# way. Usage: launcher-test.sh REPOSITORY JDK
set -u
repository=$1 jdk=$2
work=$(mktemp -d)
# A test that makes a tree read-only must not leave it so.
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
tree=$work/'a tree'
passed=0 failed=0

cat > "$work/Main.java" <<'JAVA'
public class Main {
    public static void main(String[] arguments) throws Exception {
        if (System.getenv("TELL_COMPILERS") != null) {
            String command = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/cmdline"));
            System.out.println(command.contains("-XX:TieredStopAtLevel=1\0") ? "first" : "both");
            return;
        }
        for (String argument : arguments) {
            System.out.println("[" + argument + "]");
        }
        if (arguments.length == 2 && arguments[0].equals("exit")) {
            System.exit(Integer.parseInt(arguments[1]));
        }
        if (arguments.length == 1 && arguments[0].startsWith("descriptors=")) {
            StringBuilder told = new StringBuilder();
            for (int descriptor = 0; descriptor <= 2; descriptor++) {
                java.nio.file.Path link = java.nio.file.Path.of("/proc/self/fd/" + descriptor);
                told.append(java.nio.file.Files.readSymbolicLink(link)).append(' ');
            }
            java.nio.file.Files.writeString(java.nio.file.Path.of(arguments[0].substring(12)), told.toString());
        }
        if (arguments.length == 1 && arguments[0].equals("wait")) {
            Thread.sleep(60_000);
        }
    }
}
JAVA

make_tree() {
    mkdir -p "$tree/scanner/target" "$tree/scanner/src/build/sh" "$work/classes"
    cp "$repository/hayate" "$repository/mvnw" "$tree/"
    cp "$repository/scanner/src/build/sh/setup.sh" "$tree/scanner/src/build/sh/"
    "$jdk/bin/javac" -d "$work/classes" "$work/Main.java"
    "$jdk/bin/jar" --create --file "$tree/scanner/target/hayate.jar" --main-class Main -C "$work/classes" .
    touch "$tree/scanner/target/hayate.jar"
}

# 'expect NAME WANTED GOT'
expect() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'failed: %s\n  want: %s\n  got:  %s\n' "$1" "$2" "$3"
    fi
}

hayate() {
    HAYATE_NO_INSTALL=1 HAYATE_JAVA=$jdk "$tree/hayate" "$@"
}

archive() {
    find "$1" -name 'java-*.archive' -size +0 2> /dev/null | head -n 1
}

make_tree
wanted=$(printf '[%s]\n' 'a b' '' '*' "\$x" "it's" '-Dx=y' '\n')
expect "shouldPassArgumentsUntouched" "$wanted" "$(hayate 'a b' '' '*' "\$x" "it's" '-Dx=y' '\n' 2>&1)"
expect "shouldMakeAnArchiveOnce" "yes" "$([ -n "$(archive "$tree/.hayate")" ] && echo yes)"

compilers_of() {
    TELL_COMPILERS=yes hayate "$@" 2>&1
}
expect "shouldUseTheFirstCompilerAloneForSomeHosts" "first" "$(compilers_of -n -p 80,443 192.0.2.1 192.0.2.2)"
expect "shouldUseTheFirstCompilerAloneForConnections" "first" "$(compilers_of -sT 192.0.2.0/24)"
expect "shouldUseBothCompilersForNetworks" "both" "$(compilers_of -n -p 80 192.0.2.0/24)"

seq 60000 | sed 's/^/192.0.2.2 /' > "$work/short"
seq 200000 | sed 's/^/192.0.2.2 /' > "$work/long"
echo 10.0.0.0/8 > "$work/network"
for few in "192.0.2.1" "-p- 192.0.2.1" "-p 80,443 192.0.2.0/24 --rate 20k" "10.1.0.0/16" "-iL $work/short"; do
    # shellcheck disable=SC2086 # a list of arguments
    expect "shouldUseTheFirstCompilerAloneForServicesOf $few" "first" "$(compilers_of -sV $few)"
done
for vast in "10.0.0.0/8" "10.0.0.0/15" "10-11.0-255.0.1" "2001:db8::/64" "-p- 192.0.2.0/24" "-p 1-65535 192.0.2.0/24" "-iL $work/long" \
    "-iL $work/network" "-iL $work/missing" "-iL /dev/null"; do
    # shellcheck disable=SC2086 # a list of arguments
    expect "shouldUseBothCompilersForServicesOf $vast" "both" "$(compilers_of $vast -sV)"
done

hayate exit 3 > /dev/null
expect "shouldReturnTheExitCode" 3 $?

ln -s "$tree/hayate" "$work/link"
expect "shouldRunThroughASymbolicLink" "[x]" "$(HAYATE_JAVA=$jdk "$work/link" x 2>&1)"

expect "shouldRunWithABareEnvironment" "[x]" \
    "$(env -i PATH=/usr/bin:/bin HAYATE_NO_INSTALL=1 HAYATE_JAVA="$jdk" "$tree/hayate" x 2>&1)"

hayate "descriptors=$work/descriptors" <&- >&- 2>&-
expect "shouldOpenNothingInPlaceOfClosedDescriptors" "/dev/null /dev/null /dev/null " "$(cat "$work/descriptors")"
hayate "descriptors=$work/descriptors" < /dev/zero > /dev/full 2>&-
expect "shouldLeaveOpenDescriptorsAlone" "/dev/zero /dev/full /dev/null " "$(cat "$work/descriptors")"

# The launcher has become the JVM, so that a signal reaches it: no shell in between, and 128 + 15 comes back.
HAYATE_JAVA=$jdk "$tree/hayate" wait > "$work/waiting" 2>&1 &
pid=$!
while ! grep -q wait "$work/waiting" 2> /dev/null; do
    sleep 0.1
    kill -0 "$pid" 2> /dev/null || break
done
kill -TERM "$pid"
wait "$pid"
expect "shouldPassSignalsOn" 143 $?

made=$(archive "$tree/.hayate")
chmod u+w "$made"
head -c 5000 /dev/urandom > "$made"
expect "shouldIgnoreADamagedArchive" "[x]" "$(hayate x 2>&1)"
printf 'x' > "$made"
expect "shouldIgnoreATruncatedArchive" "[x]" "$(hayate x 2>&1)"
: > "$made"
expect "shouldStartWhenNoArchiveCouldBeMade" "[x]" "$(hayate x 2>&1)"

touch -d '+2 seconds' "$tree/scanner/target/hayate.jar"
expect "shouldIgnoreAnArchiveOfAnotherJar" "[x]" "$(hayate x 2>&1)"

rm -rf "$tree/.hayate"
touch "$tree/scanner/target/hayate.jar"
hayate one > "$work/one" 2>&1 &
first=$!
hayate two > "$work/two" 2>&1
wait "$first"
expect "shouldStartTwiceAtOnce" "[one][two]" "$(cat "$work/one" "$work/two" | tr -d '\n')"
expect "shouldLeaveNoUnfinishedArchive" "1" "$(find "$tree/.hayate" -name 'java-*' | wc -l | tr -d ' ')"

expect "shouldRefuseAHayateJavaThatIsNone" "2" "$(HAYATE_JAVA=/nonexistent "$tree/hayate" x > /dev/null 2>&1; echo $?)"

# mvnw, with nothing on the path but what it uses and a Maven that only says its version.
mkdir "$work/bin"
for tool in sh id sed sort head readlink; do
    ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
maven_of() {
    printf '#!/bin/sh\nif [ "$*" = "-B -v" ]; then echo "Apache Maven %s"; else printf "[%%s]" "$@"; fi\n' "$1" > "$work/bin/mvn"
    chmod +x "$work/bin/mvn"
    PATH=$work/bin HAYATE_NO_INSTALL=1 "$tree/mvnw" 'a b' c 2>&1
}
needed="mvnw: Maven 3.8.7 or later is needed: sudo apt-get install maven"
expect "shouldUseAMavenThatIsNewEnough" "[a b][c]" "$(maven_of 3.8.7)"
expect "shouldCompareMavensByNumber" "[a b][c]" "$(maven_of 3.10.1)"
expect "shouldRefuseAnOldMaven" "$needed" "$(maven_of 3.6.3)"
rm "$work/bin/mvn"
expect "shouldSayWhatToInstallWithoutMaven" "$needed" "$(PATH=$work/bin HAYATE_NO_INSTALL=1 "$tree/mvnw" x 2>&1)"

# Root may write anywhere, so this needs another user, who must be able to read the tree.
if [ "$(id -u)" = 0 ] && command -v runuser > /dev/null 2>&1; then
    rm -rf "$tree/.hayate"
    chmod -R go+rX,go-w "$work"
    expect "shouldRunFromATreeThatIsReadOnly" "[x]" \
        "$(runuser -u nobody -- env HOME=/nonexistent HAYATE_JAVA="$jdk" "$tree/hayate" x 2>&1)"
    mkdir "$work/cache"
    chown nobody "$work/cache"
    runuser -u nobody -- env XDG_CACHE_HOME="$work/cache" HAYATE_JAVA="$jdk" "$tree/hayate" x > /dev/null 2>&1
    expect "shouldKeepTheArchiveInTheUsersCacheThen" "yes" "$([ -n "$(archive "$work/cache")" ] && echo yes)"
    hayate x > /dev/null 2>&1
    expect "shouldUseTheArchiveThatRootMade" "yes" "$(runuser -u nobody -- env HOME=/nonexistent HAYATE_JAVA="$jdk" \
        sh -x "$tree/hayate" x 2>&1 | grep -q '+ exec .*-root.archive .*-jar ' && echo yes)"
    rm -rf "$tree/.hayate"
    mkdir -m 700 "$tree/.hayate" && chown nobody "$tree" "$tree/.hayate"
    hayate x > /dev/null 2>&1
    expect "shouldGiveFilesToTheOwnerOfTheTree" "nobody" "$(stat -c %U "$(archive "$tree/.hayate")")"
fi

printf 'launcher: %d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
