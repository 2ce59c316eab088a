using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Init;

/// <summary>The loopback interface of a new network namespace.</summary>
internal static unsafe class NetworkSteps
{
    private const int AddressFamilyInet = 2;
    private const int Datagram = 2;
    private const short UpAndRunning = 0x41;

    /// <summary>Appends the steps that bring it up.</summary>
    public static void Append(SyscallProgram program)
    {
        var fd = program.NewRegister();
        var request = program.Bytes(40);
        "lo"u8.CopyTo(new Span<byte>((void*)request, 16));
        *(short*)(request + 16) = UpAndRunning;
        program.Add(Syscall.Socket, "loopback", AddressFamilyInet, Datagram | Flags.CloseOnExec).Result = fd;
        program.Add(Syscall.Ioctl, "lo", fd, Flags.SetInterfaceFlags, request).RegisterArguments = 1;
        program.Add(Syscall.Close, "network", fd).RegisterArguments = 1;
    }
}
