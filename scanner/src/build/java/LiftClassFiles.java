import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * Build step, run as a source file: copies a jar, rewriting class files older than version 50 to version 52.
 *
 * <p>The JVM verifies such old files with the type-inferring verifier and therefore leaves them out of class-data
 * archives and AOT caches. Version 52 needs stack map frames, which ASM computes; the class hierarchy that this needs is
 * read from the jar itself, so no class is loaded. Entry order, names and times are kept: the same input gives the same
 * jar. The output appears under its name only when it is whole.
 */
public final class LiftClassFiles {
    private static final int OLDEST_ARCHIVABLE_VERSION = 50;
    private static final String OBJECT = "java/lang/Object";

    /** Every entry of the jar in order, by name. */
    private final Map<String, byte[]> contents = new HashMap<>();

    public static void main(String[] arguments) throws IOException {
        new LiftClassFiles().lift(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    private void lift(Path source, Path destination) throws IOException {
        Map<String, ZipEntry> entries = read(source);
        Path unfinished = destination.resolveSibling(destination.getFileName() + ".tmp");
        try (OutputStream file = Files.newOutputStream(unfinished);
                ZipOutputStream jar = new ZipOutputStream(file)) {
            for (ZipEntry entry : entries.values()) {
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                jar.putNextEntry(copy);
                jar.write(lifted(entry.getName(), contents.get(entry.getName())));
                jar.closeEntry();
            }
        }
        Files.move(unfinished, destination, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Map<String, ZipEntry> read(Path source) throws IOException {
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        try (InputStream file = Files.newInputStream(source);
                ZipInputStream jar = new ZipInputStream(file)) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                jar.transferTo(bytes);
                entries.put(entry.getName(), entry);
                contents.put(entry.getName(), bytes.toByteArray());
            }
        }
        return entries;
    }

    private byte[] lifted(String name, byte[] bytes) {
        if (!name.endsWith(".class") || majorVersion(bytes) >= OLDEST_ARCHIVABLE_VERSION) {
            return bytes;
        }
        ClassWriter writer = new HierarchyWriter();
        new ClassReader(bytes).accept(new VersionLifter(writer), ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    private static int majorVersion(byte[] bytes) {
        return (bytes[6] & 0xFF) << 8 | bytes[7] & 0xFF;
    }

    /** Declares version 52 and inlines subroutines (jsr, ret), which no class file with frames may have. */
    private static final class VersionLifter extends ClassVisitor {
        VersionLifter(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
            super.visit(Opcodes.V1_8, access, name, signature, parent, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, type, signature, exceptions);
            return new JSRInlinerAdapter(next, access, name, type, signature, exceptions);
        }
    }

    /** Computes frames with the class hierarchy of the jar, and of the JDK for what the jar does not hold. */
    private final class HierarchyWriter extends ClassWriter {
        HierarchyWriter() {
            super(COMPUTE_FRAMES);
        }

        @Override
        protected String getCommonSuperClass(String first, String second) {
            Set<String> ancestors = new HashSet<>();
            for (String type = first; type != null; type = parentOf(type)) {
                ancestors.add(type);
            }
            for (String type = second; type != null; type = parentOf(type)) {
                if (ancestors.contains(type)) {
                    return type;
                }
            }
            return OBJECT;
        }

        /** The superclass; Object for an interface, as the verifier treats it; null above Object. */
        private String parentOf(String type) {
            if (type.equals(OBJECT)) {
                return null;
            }
            try {
                ClassReader reader = readerOf(type);
                return (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0 ? OBJECT : reader.getSuperName();
            } catch (IOException absent) {
                return OBJECT;
            }
        }

        private ClassReader readerOf(String type) throws IOException {
            byte[] bytes = contents.get(type + ".class");
            if (bytes != null) {
                return new ClassReader(bytes);
            }
            try (InputStream system = ClassLoader.getSystemResourceAsStream(type + ".class")) {
                if (system == null) {
                    throw new IOException(type + " is neither in the jar nor in the JDK");
                }
                return new ClassReader(system);
            }
        }
    }
}
