using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// Each test has a container of its own, and most of its time is waiting for processes: more run at a time than there are processors.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 6)]
[assembly: SupportedOSPlatform("linux")]

namespace EdgeOrch.Conformance.Tests.Running;

internal static class Assembly
{
    // Tests block their threads while the runtime works; the pool would add one only every half second.
    [ModuleInitializer]
    internal static void Prepare() => ThreadPool.SetMinThreads(32, 32);
}
