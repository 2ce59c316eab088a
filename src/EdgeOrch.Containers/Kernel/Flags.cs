using System.Runtime.InteropServices;

namespace EdgeOrch.Containers.Kernel;

/// <summary>Constants of the kernel's interface, named after its headers.</summary>
internal static class Flags
{
    public const int AtFdCwd = -100;
    public const int LastDescriptor = int.MaxValue;
    public const int AtEmptyPath = 0x1000;
    public const int AtRecursive = 0x8000;
    public const int AtRemoveFolder = 0x200;
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int NonBlock = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    public const long CloneNewTime = 0x80;
    public const long CloneNewNs = 0x20000;
    public const long CloneNewCgroup = 0x2000000;
    public const long CloneNewUts = 0x4000000;
    public const long CloneNewIpc = 0x8000000;
    public const long CloneNewUser = 0x10000000;
    public const long CloneNewPid = 0x20000000;
    public const long CloneNewNet = 0x40000000;
    public const long ClonePidfd = 0x1000;
    public const ulong CloneIntoCgroup = 0x200000000;
    public const long CloneParent = 0x8000;
    public const int SigChld = 17;

    public const int MsRdonly = 1;
    public const int MsRemount = 32;
    public const int MsNosuid = 2;
    public const int MsNodev = 4;
    public const int MsNoexec = 8;
    public const int MsSynchronous = 16;
    public const int MsMandlock = 64;
    public const int MsDirsync = 128;
    public const int MsNosymfollow = 256;
    public const int MsNoatime = 1024;
    public const int MsNodiratime = 2048;
    public const int MsBind = 4096;
    public const int MsRec = 16384;
    public const int MsSilent = 1 << 15;
    public const int MsUnbindable = 1 << 17;
    public const int MsPrivate = 1 << 18;
    public const int MsSlave = 1 << 19;
    public const int MsShared = 1 << 20;
    public const int MsRelatime = 1 << 21;
    public const int MsIversion = 1 << 23;
    public const int MsStrictatime = 1 << 24;
    public const int MsLazytime = 1 << 25;
    public const int MntDetach = 2;

    public const int OpenTreeClone = 1;
    public const int MoveFromEmptyPath = 4;
    public const int MoveFollowTarget = 0x10;
    public const int AttrRdonly = 1;
    public const int AttrNosuid = 2;
    public const int AttrNodev = 4;
    public const int AttrNoexec = 8;
    public const int AttrNoatime = 0x10;
    public const int AttrStrictatime = 0x20;
    public const int AttrAtimeMask = 0x70;
    public const int AttrNodiratime = 0x80;
    public const int AttrIdmap = 0x100000;
    public const int AttrNosymfollow = 0x200000;

    public const int PrSetDumpable = 4;
    public const int PrSetKeepcaps = 8;
    public const int PrCapbsetDrop = 24;
    public const int PrSetNoNewPrivs = 38;
    public const int PrCapAmbient = 47;
    public const int PrCapAmbientRaise = 2;
    public const int PrCapAmbientClearAll = 4;

    public const int StatxType = 1;
    public const int SIfmt = 0xF000;
    public const int SIfchr = 0x2000;
    public const int SIfblk = 0x6000;
    public const int SIfifo = 0x1000;
    public const int SIfreg = 0x8000;

    /// <summary>SIOCSIFFLAGS.</summary>
    public const int SetInterfaceFlags = 0x8914;

    // arm64 differs from x64 in the four O_ flags that its ABI renumbered.
    public static readonly int Directory = Arm64 ? 0x4000 : 0x10000;

    private static bool Arm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
}
