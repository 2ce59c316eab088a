using System.Runtime.InteropServices;

namespace EdgeOrch.Agent.Supervision.Kernel;

/// <summary>A struct pollfd (poll(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public int Fd;
    public short Events;
    public short Returned;
}
