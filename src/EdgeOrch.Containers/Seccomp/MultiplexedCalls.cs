using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Seccomp;

/// <summary>Calls that 32-bit x86 programs may also make through socketcall(2) and ipc(2), whose first argument says which. The others are in memory, where no filter looks.</summary>
internal static class MultiplexedCalls
{
    // ipc(2) keeps a version in the higher half.
    private const ulong LowHalf = 0xFFFF;

    private static readonly string[] s_sockets =
    [
        "socket", "bind", "connect", "listen", "accept", "getsockname", "getpeername", "socketpair", "send", "recv", "sendto", "recvfrom", "shutdown", "setsockopt",
        "getsockopt", "sendmsg", "recvmsg", "accept4", "recvmmsg", "sendmmsg",
    ];

    private static readonly Dictionary<string, ulong> s_ipc = new()
    {
        ["semop"] = 1, ["semget"] = 2, ["semctl"] = 3, ["semtimedop"] = 4, ["msgsnd"] = 11, ["msgrcv"] = 12, ["msgget"] = 13, ["msgctl"] = 14,
        ["shmat"] = 21, ["shmdt"] = 22, ["shmget"] = 23, ["shmctl"] = 24,
    };

    /// <summary>The call that a call can be made through, and the condition under which it is that; null for any other call.</summary>
    public static (string Name, SeccompArgSpec Condition)? Of(string name)
    {
        var socket = Array.IndexOf(s_sockets, name);
        if (socket >= 0) return ("socketcall", new SeccompArgSpec { Op = "SCMP_CMP_EQ", Value = (ulong)socket + 1 });
        return s_ipc.TryGetValue(name, out var number) ? ("ipc", new SeccompArgSpec { Op = "SCMP_CMP_MASKED_EQ", Value = LowHalf, ValueTwo = number }) : null;
    }
}
