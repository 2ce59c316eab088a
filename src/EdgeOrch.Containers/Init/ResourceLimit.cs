namespace EdgeOrch.Containers.Init;

/// <summary>Names and numbers of getrlimit(2).</summary>
internal static class ResourceLimit
{
    private static readonly string[] s_names =
    [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC", "RLIMIT_NOFILE",
        "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
    ];

    /// <summary>The number, or -1 when there is no such limit.</summary>
    public static int NumberOf(string name) => Array.IndexOf(s_names, name);
}
