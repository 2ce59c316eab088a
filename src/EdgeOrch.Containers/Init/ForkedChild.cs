using System.Runtime.CompilerServices;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// Forks and interprets a program in the child. A forked child must not meet the garbage collector: its other threads are gone,
/// so a collection that was starting at the fork never ends. Hence one method, compiled in full before it forks, no allocation,
/// no calls but through two pointers to libc: a managed function pointer has neither a transition nor a poll.
/// </summary>
internal static unsafe class ForkedChild
{
    /// <summary>
    /// Forks with clone3; in the child runs the program and never returns. Call it once with no instructions first, so that the
    /// just-in-time compiler has nothing left to do.
    /// </summary>
    /// <param name="syscallAddress">libc's <c>syscall</c>.</param>
    /// <param name="errnoAddress">libc's <c>__errno_location</c>.</param>
    /// <param name="numbers">Numbers of clone3, rt_sigprocmask, write, exit_group.</param>
    /// <param name="signals">Three 8-byte masks: all blocked; room for the caller's; spare.</param>
    /// <param name="cloneArguments">A struct clone_args.</param>
    /// <param name="cloneSize">Its size in bytes.</param>
    /// <param name="program">The instructions.</param>
    /// <param name="count">How many; 0 does nothing.</param>
    /// <param name="registers">The program's registers; 0 and 1 receive a failure.</param>
    /// <param name="statusFd">Where the child writes registers 0 and 1 when a call fails.</param>
    /// <returns>In the parent: the child's pid, or the negated error number.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static nint Start(
        nint syscallAddress, nint errnoAddress, nint* numbers, ulong* signals, nint cloneArguments, nint cloneSize,
        Instruction* program, int count, nint* registers, nint statusFd)
    {
        if (count == 0) return 0;
        var call = (delegate*<nint, nint, nint, nint, nint, nint, nint, nint>)syscallAddress;
        var errno = (delegate*<int*>)errnoAddress;

        // Handlers of the runtime write to a pipe that the child shares: no signal may arrive before the child has reset them.
        call(numbers[1], 2, (nint)signals, (nint)(signals + 1), 8, 0, 0);
        var pid = call(numbers[0], cloneArguments, cloneSize, 0, 0, 0, 0);
        if (pid != 0)
        {
            var failure = pid == -1 ? *errno() : 0;
            call(numbers[1], 2, (nint)(signals + 1), 0, 8, 0, 0);
            return pid == -1 ? -failure : pid;
        }

        for (var i = 0; i < count; i++)
        {
            var op = program + i;
            var mask = op->RegisterArguments;
            var result = call(
                op->Number,
                (mask & 1) != 0 ? registers[op->A] : op->A,
                (mask & 2) != 0 ? registers[op->B] : op->B,
                (mask & 4) != 0 ? registers[op->C] : op->C,
                (mask & 8) != 0 ? registers[op->D] : op->D,
                (mask & 16) != 0 ? registers[op->E] : op->E,
                (mask & 32) != 0 ? registers[op->F] : op->F);
            var error = 0;
            if (result == -1)
            {
                error = *errno();
                if (error == Kernel.Errno.Interrupted)
                {
                    i--;
                    continue;
                }

                if (op->Tolerated1 == Instruction.AnyError || error == op->Tolerated1 || error == op->Tolerated2 || error == op->Tolerated3)
                {
                    i += op->SkipOnError;
                    continue;
                }
            }
            else if (op->Required != -1 && result != op->Required)
            {
                error = Kernel.Errno.BrokenPipe;
            }

            if (error != 0)
            {
                registers[0] = i;
                registers[1] = error;
                call(numbers[2], statusFd, (nint)registers, 16, 0, 0, 0);
                call(numbers[3], 127, 0, 0, 0, 0, 0);
            }

            if (op->Result >= 0) registers[op->Result] = result;
            i += result > 0 && op->SkipIfPositive > 0 ? op->SkipIfPositive : op->SkipOnSuccess;
        }

        call(numbers[3], 126, 0, 0, 0, 0, 0);
        return 0;
    }
}
