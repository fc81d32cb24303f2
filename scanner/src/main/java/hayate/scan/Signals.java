package hayate.scan;

import hayate.net.Libc;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Handlers for SIGINT, SIGTERM and SIGTSTP. The first signal asks the scan to end, so that a second can end the process at once:
 * a shutdown hook cannot do that, since the JVM ignores signals while hooks run. The JDK's only interface for it is
 * {@code sun.misc.Signal} of module jdk.unsupported, reached by reflection because the compiler warns of every direct use
 * with a warning that cannot be silenced.
 */
final class Signals {
    static final int SIGINT = 2;
    static final int SIGTERM = 15;
    private static final int SIGTSTP = 20;

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

    /**
     * Calls {@code before} when Ctrl-Z is about to stop this process, which then stops as it does by default (in an orphaned
     * process group not at all), and {@code after} when it goes on. Whoever ignores SIGTSTP, by its parent's wish, still does.
     */
    static void aroundStops(Runnable before, Runnable after) {
        try {
            Object signal = signal("TSTP");
            Object asBefore = handlerType().getField("SIG_DFL").get(null);
            Object[] handler = new Object[1];
            handler[0] = handler(
                    number -> {
                        before.run();
                        stop(signal, asBefore, handler[0]);
                        after.run();
                    },
                    SIGTSTP);
            Object former = handle(signal, handler[0]);
            if (former == handlerType().getField("SIG_IGN").get(null)) {
                handle(signal, former);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.getLogger(Signals.class.getName()).log(System.Logger.Level.DEBUG, "no handler for SIGTSTP", e);
        }
    }

    /** Stopped between the second line and the third. */
    private static void stop(Object signal, Object byDefault, Object handler) {
        try {
            handle(signal, byDefault);
            Libc.raise(SIGTSTP);
            handle(signal, handler);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            System.getLogger(Signals.class.getName()).log(System.Logger.Level.DEBUG, "cannot stop", e);
        }
    }

    private static Object signal(String name) throws ReflectiveOperationException {
        return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
    }

    /** The handler until now. */
    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), handlerType())
                .invoke(null, signal, handler);
    }

    private static void install(String name, int number, IntConsumer onSignal) {
        try {
            handle(signal(name), handler(onSignal, number));
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
