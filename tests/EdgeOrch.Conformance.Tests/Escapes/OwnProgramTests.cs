using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Escapes;

/// <summary>The runtime's own program, which runs for a moment inside of the container, cannot be written from there (CVE-2019-5736). What a test opens it does not write to, and is a copy.</summary>
public sealed class OwnProgramTests : EscapeTest
{
    private readonly string _program;

    public OwnProgramTests() => _program = Container.UseACopyOfTheRuntime();

    // A workload watches for the runtime to come in, and looks at what it is.
    [RuntimeFact]
    public async Task Exec_Watched_IsNeverTheHostsFile()
    {
        var shared = Container.Share();
        Container.Write("/etc/program", "");
        Container.Mount($$"""{ "destination": "/etc/program", "type": "bind", "source": "{{_program}}", "options": ["bind", "ro"] }""");
        Container.Launch($"echo > {shared}/ready; while :; do for p in /proc/[0-9]*; do test $p/exe -ef /etc/program && echo $p >> {shared}/seen; done; done");
        await TestContainer.HasAsync($"{shared}/ready", "\n");
        for (var i = 0; i < 10; i++) Container.Ok("exec", Container.Id, "/bin/true");
        Assert.False(File.Exists($"{shared}/seen"));
    }
}
