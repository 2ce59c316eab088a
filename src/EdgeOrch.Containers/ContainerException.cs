namespace EdgeOrch.Containers;

/// <summary>
/// The kernel or the file system refused something. The message names the call, its object and the cause:
/// <c>mount "/proc": EPERM</c>. What had been made before is gone again, so that the same call may be tried anew.
/// </summary>
public sealed class ContainerException : Exception
{
    /// <summary>An error that is not a failed system call.</summary>
    /// <param name="message">What failed, on which object, and why.</param>
    public ContainerException(string message) : base(message)
    {
    }

    /// <summary>An error caused by another one.</summary>
    /// <param name="message">What failed, on which object, and why.</param>
    /// <param name="innerException">The cause, or what went wrong while cleaning up.</param>
    public ContainerException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>A failed system call.</summary>
    /// <param name="call">Its name, such as <c>mount</c>.</param>
    /// <param name="target">Its object, such as a path.</param>
    /// <param name="errno">The error number.</param>
    public ContainerException(string call, string target, int errno) : base($"{call} \"{target}\": {Kernel.Errno.Name(errno)}")
    {
        Call = call;
        Target = target;
        Errno = errno;
    }

    /// <summary>Name of the system call that failed; null when the error is another one.</summary>
    public string? Call { get; }

    /// <summary>Object of the call; null when the error is another one.</summary>
    public string? Target { get; }

    /// <summary>Error number of the call; 0 when the error is another one.</summary>
    public int Errno { get; }
}
