package hayate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder listing is the data path: what each package may know of the others. */
@Tag("once")
class ArchitectureTest {
    /** In the order of the data path; each may use those before it, and what lies below all of them. */
    private static final List<String> STAGES =
            List.of("plan", "probe", "queue", "send", "rate", "receive", "verify", "result", "output", "status");

    private static final Set<String> BELOW = Set.of("net", "work");
    /** Beside the data path: models and tools that know no stage; {@code service} may fill {@code report}. */
    private static final Set<String> BESIDE = Set.of("report", "service");
    /** What joins the stages, each with what of its kind it may use. */
    private static final List<String> WIRING = List.of("scan", "lab", "cli");
    /** Packages that handle every probe or every answer. */
    private static final String[] HOT = {"hayate.probe", "hayate.queue", "hayate.send", "hayate.verify", "hayate.result"
    };

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("hayate");
    }

    static List<String> stages() {
        return STAGES;
    }

    @Test
    void shouldKnowEveryPackage() {
        Set<String> known = new TreeSet<>(STAGES);
        known.addAll(BELOW);
        known.addAll(WIRING);
        known.addAll(BESIDE);
        Set<String> found = new TreeSet<>();
        classes.forEach(type -> found.add(part(type)));

        assertThat(found).isEqualTo(known);
    }

    @ParameterizedTest
    @MethodSource("stages")
    void shouldUseOnlyEarlierStages(String stage) {
        Set<String> allowed = new TreeSet<>(STAGES.subList(0, STAGES.indexOf(stage) + 1));
        allowed.addAll(BELOW);

        noClasses()
                .that()
                .resideInAPackage("hayate." + stage)
                .should(useAPartOutside(allowed))
                .check(classes);
    }

    @Test
    void shouldKeepTheDataPathOutOfReportsAndServices() {
        noClasses()
                .that()
                .resideInAPackage("hayate.report..")
                .should(useAPartOutside(Set.of("report", "work")))
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("hayate.service..")
                .should(useAPartOutside(Set.of("service", "report", "work", "net")))
                .check(classes);
    }

    @Test
    void shouldKeepWiringOutOfWhatLiesBelow() {
        noClasses()
                .that()
                .resideInAPackage("hayate.work..")
                .should(useAPartOutside(Set.of("work")))
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("hayate.net..")
                .should(useAPartOutside(Set.of("net")))
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("hayate.scan..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("hayate.cli..", "hayate.lab.."))
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("hayate.lab..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("hayate.cli..", "hayate.scan.."))
                .check(classes);
    }

    @Test
    void shouldLeaveCToTheNativeBindings() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hayate.net..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("jnr..", "com.kenai..", "com.sun.jna..", "org.pcap4j.."))
                .check(classes);
    }

    @Test
    void shouldNotUseUnsafe() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("sun\\.misc\\.Unsafe|jdk\\.internal\\..*|org\\.agrona\\..*")
                .check(classes);
    }

    @Test
    void shouldPrintOnlyWhereHumansAreSpokenTo() {
        noClasses()
                .that()
                .resideOutsideOfPackages("hayate.cli..", "hayate.status..", "hayate.output..", "hayate.lab..")
                .should(readAFieldOf(System.class, PrintStream.class))
                .check(classes);
    }

    @Test
    void shouldKeepRegularExpressionsOffTheHotPath() {
        noClasses()
                .that()
                .resideInAnyPackage(HOT)
                .or()
                .haveFullyQualifiedName("hayate.receive.Receiver")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex")
                .check(classes);
    }

    @Test
    void shouldSayInEachPackageWhereItStandsOnTheDataPath() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < STAGES.size(); i++) {
            String opening = "/**\n * Stage " + (i + 1) + " of " + STAGES.size() + ". Reads ";
            String text = packageInfo(STAGES.get(i));
            if (!text.startsWith(opening) || !text.contains("writes") || !text.contains("thread")) {
                wrong.add(STAGES.get(i) + " does not open with: " + opening);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(packageInfo("work")).startsWith("/**\n * Below the stages");
        assertThat(packageInfo("scan")).startsWith("/**\n * Wires the stages");
        assertThat(packageInfo("lab")).startsWith("/**\n * Beside the stages");
        assertThat(packageInfo("cli")).startsWith("/**\n * Before the stages");
    }

    @Test
    void shouldDescribeEveryPackage() throws IOException {
        try (Stream<Path> folders = Files.list(sources())) {
            assertThat(folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString()))
                    .allSatisfy(name -> assertThat(packageInfo(name)).contains("package hayate." + name + ";"));
        }
    }

    private static Path sources() {
        return Path.of(System.getProperty("hayate.basedir"), "scanner/src/main/java/hayate");
    }

    private static String packageInfo(String name) throws IOException {
        return Files.readString(sources().resolve(name).resolve("package-info.java"), StandardCharsets.UTF_8);
    }

    /** The first part of a package below hayate: {@code net} for {@code hayate.net.netlink}; empty for others. */
    private static String part(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith("hayate.")) {
            return "";
        }
        String below = name.substring("hayate.".length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private static ArchCondition<JavaClass> useAPartOutside(Set<String> allowed) {
        return new ArchCondition<>("use a package of hayate beside " + allowed) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().forEach(dependency -> {
                    String part = part(dependency.getTargetClass().getBaseComponentType());
                    boolean outside = !part.isEmpty() && !allowed.contains(part);
                    events.add(new SimpleConditionEvent(type, outside, dependency.getDescription()));
                });
            }
        };
    }

    private static ArchCondition<JavaClass> readAFieldOf(Class<?> owner, Class<?> fieldType) {
        return new ArchCondition<>("read a " + fieldType.getSimpleName() + " of " + owner.getSimpleName()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFieldAccessesFromSelf().forEach(access -> {
                    boolean reads = access.getTarget().getOwner().isEquivalentTo(owner)
                            && access.getTarget().getRawType().isEquivalentTo(fieldType);
                    events.add(new SimpleConditionEvent(type, reads, access.getDescription()));
                });
            }
        };
    }
}
