namespace EdgeOrch.Containers.Terminals;

/// <summary>Passes the output of a process that runs anyway on to the caller's, until it ends or the caller presses keys to leave.</summary>
public static class OutputRelay
{
    /// <summary>Relays; true at the end of both pipes, false when the keys were pressed.</summary>
    /// <param name="stdout">Descriptor that is read for standard output.</param>
    /// <param name="stderr">Descriptor that is read for standard error.</param>
    /// <param name="keys">Watched for at the caller's terminal, if there is one; null leaves that alone.</param>
    /// <exception cref="ContainerException">A descriptor is none.</exception>
    public static bool Run(int stdout, int stderr, DetachKeys? keys)
    {
        using var caller = keys is null ? null : new CallerTerminal();
        caller?.TellKeys();
        return DescriptorRelay.Run([(stdout, 1), (stderr, 2)], caller is { IsThere: true } ? 0 : -1, pressed => !keys!.Complete(pressed));
    }
}
