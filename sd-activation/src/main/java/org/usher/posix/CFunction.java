package org.usher.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * A function of the C library of this process that returns an {@code int} or a size, and -1 with errno on failure.
 *
 * <p>Every argument goes as one 64-bit register, which is how x86-64, arm64 and riscv64 pass integers and pointers of
 * any width.
 */
final class CFunction {
    private static final int ARGUMENTS_MAX = 5;
    private static final Invoker INVOKER = Invoker.getInstance();
    private static final LastError LAST_ERROR = LastError.getInstance();
    private static final CallContext[] CONTEXTS = contexts();

    private final long address;

    private CFunction(long address) {
        this.address = address;
    }

    /** Returns the function {@code name}; throws if the C library has none. */
    static CFunction named(String name) {
        long address = Library.getDefault().getSymbolAddress(name);
        if (address == 0) {
            throw new IllegalStateException("the C library has no function " + name + ": usher needs Linux with glibc");
        }
        return new CFunction(address);
    }

    /** Calls the function; returns what it returns, or the negated errno. */
    int call(long a) {
        return result((int) INVOKER.invokeL1(CONTEXTS[1], address, a));
    }

    int call(long a, long b) {
        return result((int) INVOKER.invokeL2(CONTEXTS[2], address, a, b));
    }

    int call(long a, long b, long c) {
        return result((int) INVOKER.invokeL3(CONTEXTS[3], address, a, b, c));
    }

    int call(long a, long b, long c, long d) {
        return result((int) INVOKER.invokeL4(CONTEXTS[4], address, a, b, c, d));
    }

    int call(long a, long b, long c, long d, long e) {
        return result((int) INVOKER.invokeL5(CONTEXTS[5], address, a, b, c, d, e));
    }

    private static int result(int returned) {
        return returned == -1 ? -LAST_ERROR.get() : returned;
    }

    /** One way to call for each number of arguments; each keeps errno before the JVM can change it. */
    private static CallContext[] contexts() {
        CallContext[] contexts = new CallContext[ARGUMENTS_MAX + 1];
        for (int count = 0; count < contexts.length; count++) {
            Type[] parameters = new Type[count];
            Arrays.fill(parameters, Type.SINT64);
            contexts[count] = CallContext.getCallContext(Type.SINT64, parameters, CallingConvention.DEFAULT, true);
        }
        return contexts;
    }
}
