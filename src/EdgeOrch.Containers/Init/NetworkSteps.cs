using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>The network namespace: joins an existing one, or brings the loopback interface of a new one up.</summary>
internal static unsafe class NetworkSteps
{
    private const int AddressFamilyInet = 2;
    private const int Datagram = 2;
    private const short UpAndRunning = 0x41;

    public static void Append(SyscallProgram program, NamespaceSpec? network)
    {
        if (network is null) return;
        var fd = program.NewRegister();
        if (network.Path is { } path)
        {
            program.Add(Syscall.Openat, path, Flags.AtFdCwd, program.Text(path), Flags.CloseOnExec).Result = fd;
            program.Add(Syscall.Setns, path, fd, (nint)Flags.CloneNewNet).RegisterArguments = 1;
        }
        else
        {
            var request = program.Bytes(40);
            "lo"u8.CopyTo(new Span<byte>((void*)request, 16));
            *(short*)(request + 16) = UpAndRunning;
            program.Add(Syscall.Socket, "loopback", AddressFamilyInet, Datagram | Flags.CloseOnExec).Result = fd;
            program.Add(Syscall.Ioctl, "lo", fd, Flags.SetInterfaceFlags, request).RegisterArguments = 1;
        }

        program.Add(Syscall.Close, "network", fd).RegisterArguments = 1;
    }
}
