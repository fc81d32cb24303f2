package hayate.scan;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Handlers for SIGINT and SIGTERM. The first signal asks the scan to end, so that a second can end the process at once:
 * a shutdown hook cannot do that, since the JVM ignores signals while hooks run. The JDK's only interface for it is
 * {@code sun.misc.Signal} of module jdk.unsupported, reached by reflection because the compiler warns of every direct use
 * with a warning that cannot be silenced.
 */
final class Signals {
    static final int SIGINT = 2;
    static final int SIGTERM = 15;

    private Signals() {}

    /** Calls {@code onSignal} with the signal's number, each time. Does nothing where the JDK lacks the interface. */
    static void handle(IntConsumer onSignal) {
        install("INT", SIGINT, onSignal);
        install("TERM", SIGTERM, onSignal);
    }

    /** Makes the class of the handlers, which takes 10 ms, before they are needed. */
    static void prepare() {
        try {
            handler(number -> {}, 0);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.getLogger(Signals.class.getName()).log(System.Logger.Level.DEBUG, "no handlers for signals", e);
        }
    }

    private static void install(String name, int number, IntConsumer onSignal) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            signalType.getMethod("handle", signalType, handlerType()).invoke(null, signal, handler(onSignal, number));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.getLogger(Signals.class.getName()).log(System.Logger.Level.DEBUG, "no handler for SIG" + name, e);
        }
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    private static Object handler(IntConsumer onSignal, int number) throws ClassNotFoundException {
        InvocationHandler body = (proxy, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(Signals.class, arguments);
            }
            onSignal.accept(number);
            return null;
        };
        Class<?> type = handlerType();
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, body);
    }
}
