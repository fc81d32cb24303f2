package hayate.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Assembles classic BPF: instructions with forward jumps to labels. A conditional jump reaches at most 255
 * instructions, an unconditional one any number.
 */
final class BpfAssembler {
    private static final int JA = 0x05;
    private static final int JEQ_K = 0x15;
    private static final int JGT_K = 0x25;
    private static final int JGE_K = 0x35;
    private static final int JSET_K = 0x45;
    private static final int CONDITIONAL_MAX = 255;
    private static final int NEXT = -1;

    private record Instruction(int code, int ifTrue, int ifFalse, int k) {}

    private final List<Instruction> instructions = new ArrayList<>();
    private int[] labels = new int[8];
    private int labelCount;

    int newLabel() {
        if (labelCount == labels.length) {
            labels = Arrays.copyOf(labels, labelCount * 2);
        }
        labels[labelCount] = -1;
        return labelCount++;
    }

    /** Lets a label mean the next instruction. */
    void place(int label) {
        labels[label] = instructions.size();
    }

    void emit(int code, int k) {
        instructions.add(new Instruction(code, NEXT, NEXT, k));
    }

    void jump(int label) {
        instructions.add(new Instruction(JA, label, NEXT, 0));
    }

    void jumpIfEqual(int k, int label) {
        instructions.add(new Instruction(JEQ_K, label, NEXT, k));
    }

    void jumpUnlessEqual(int k, int label) {
        instructions.add(new Instruction(JEQ_K, NEXT, label, k));
    }

    void jumpIfGreater(int k, int label) {
        instructions.add(new Instruction(JGT_K, label, NEXT, k));
    }

    void jumpIfLess(int k, int label) {
        instructions.add(new Instruction(JGE_K, NEXT, label, k));
    }

    void jumpIfAnySet(int k, int label) {
        instructions.add(new Instruction(JSET_K, label, NEXT, k));
    }

    /** Each instruction as {@code code << 48 | jt << 40 | jf << 32 | k}. */
    long[] assemble() {
        long[] program = new long[instructions.size()];
        for (int i = 0; i < program.length; i++) {
            Instruction instruction = instructions.get(i);
            if (instruction.code == JA) {
                program[i] = encode(JA, 0, 0, distance(i, instruction.ifTrue));
            } else {
                program[i] = encode(
                        instruction.code,
                        conditional(i, instruction.ifTrue),
                        conditional(i, instruction.ifFalse),
                        instruction.k);
            }
        }
        return program;
    }

    private int conditional(int from, int label) {
        int distance = label == NEXT ? 0 : distance(from, label);
        if (distance > CONDITIONAL_MAX) {
            throw new IllegalStateException("filter too long: a jump of " + distance + " instructions");
        }
        return distance;
    }

    private int distance(int from, int label) {
        int distance = labels[label] - from - 1;
        if (distance < 0) {
            throw new IllegalStateException("a label lies behind its jump, or nowhere");
        }
        return distance;
    }

    private static long encode(int code, int ifTrue, int ifFalse, int k) {
        return ((long) code << 48) | ((long) ifTrue << 40) | ((long) ifFalse << 32) | (k & 0xffff_ffffL);
    }
}
