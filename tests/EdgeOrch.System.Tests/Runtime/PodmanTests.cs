namespace EdgeOrch.System.Tests.Runtime;

/// <summary>The promise: <c>podman --runtime edgerun</c> does what podman does.</summary>
public sealed class PodmanTests(Podman podman) : IClassFixture<Podman>
{
    // Arguments of `podman run --rm --network none … busybox:v1 sh -c`, the script, and a line of its output.
    public static TheoryData<string, string, string> Options { get; } = new()
    {
        { "", "echo hi", "hi" },
        { "--env A=hello", "echo $A", "hello" },
        { "--user 1000", "id -u", "1000" },
        { "--user 1000:7 --group-add 5", "id -G", "7 5" },
        { "--workdir /tmp", "pwd", "/tmp" },
        { "--hostname web1", "hostname", "web1" },
        { "--memory 32m", "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>&-", "33554432" },
        { "--memory 32m --memory-swap 64m --memory-reservation 16m", "echo ok", "ok" },
        { "--cpus 0.5", "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu.max 2>&- | busybox cut -d ' ' -f 1", "50000" },
        { "--cpuset-cpus 0", "while read a b; do [ $a = Cpus_allowed_list: ] && echo $b; done < /proc/self/status", "0" },
        { "--pids-limit 20", "cat /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>&-", "20" },
        { "--read-only --read-only-tmpfs=false", "touch /x 2>&- || echo ro", "ro" },
        { "--volume data:/data", "touch /data/x && ls /data", "x" },
        { "--volume /etc:/host:ro", "touch /host/x 2>&- || echo ro", "ro" },
        { "--cap-drop ALL", "while read a b; do [ $a = CapEff: ] && echo $b; done < /proc/self/status", "0000000000000000" },
        { "--cap-drop ALL --cap-add NET_ADMIN", "while read a b; do [ $a = CapEff: ] && echo $b; done < /proc/self/status", "0000000000001000" },
        { "", "while read a b; do [ $a = Seccomp: ] && echo $b; done < /proc/self/status", "2" },
        { "--security-opt seccomp=unconfined", "while read a b; do [ $a = Seccomp: ] && echo $b; done < /proc/self/status", "0" },
        { "--security-opt no-new-privileges", "while read a b; do [ $a = NoNewPrivs: ] && echo $b; done < /proc/self/status", "1" },
        { "--security-opt unmask=ALL", "echo ok", "ok" },
        { "--sysctl kernel.msgmni=7", "cat /proc/sys/kernel/msgmni", "7" },
        { "--device /dev/zero:/dev/nought", "busybox head -c 1 /dev/nought | busybox wc -c", "1" },
        { "--oom-score-adj 500", "cat /proc/self/oom_score_adj", "500" },
        { "--shm-size 1m", "busybox df -k /dev/shm | busybox tail -n 1 | busybox awk '{ print $2 }'", "1024" },
        { "--umask 077", "umask", "0077" },
        { "--uts host", "busybox readlink /proc/self/ns/uts", OwnNamespace("uts") },
        { "--ipc host", "busybox readlink /proc/self/ns/ipc", OwnNamespace("ipc") },
        { "--pid host", "[ $$ -gt 1 ] && echo ok", "ok" },
        { "--cgroupns private", "busybox sed -n 's/.*:pids://p; s/^0:://p' /proc/self/cgroup", "/" },
        { "--cgroupns host", "busybox readlink /proc/self/ns/cgroup", OwnNamespace("cgroup") },
        { "--privileged", "echo ok", "ok" },
        { "--tty", "tty", "/dev/pts/0" },
        { "--stop-signal KILL --annotation x=y --label a=b", "echo ok", "ok" },
        { "--entrypoint [\"/bin/busybox\",\"env\",\"B=1\"]", "echo $B", "1" },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Run_Option_Holds(string options, string script, string line)
    {
        var result = await podman.RunAsync(["run", "--rm", "--network", "none", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "busybox:v1", "sh", "-c", script]);

        Assert.True(result.Output.Split('\n').Any(seen => seen.TrimEnd('\r') == line), $"{result}");
    }

    [Fact]
    public async Task Run_WithTheHostsNetwork_Runs() =>
        Assert.Equal("ok\n", (await podman.RunAsync("run", "--rm", "--network", "host", "busybox:v1", "echo", "ok")).Succeeded());

    [Fact]
    public async Task Run_ExitCode_IsTheContainers() => Assert.Equal(3, (await podman.RunAsync("run", "--rm", "--network", "none", "busybox:v1", "sh", "-c", "exit 3")).ExitCode);

    [Theory]
    [InlineData("/no/such", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task Run_ProgramThatCannotRun_HasDockersExitCode(string program, int code) =>
        Assert.Equal(code, (await podman.RunAsync("run", "--rm", "--network", "none", "busybox:v1", program)).ExitCode);

    [Fact]
    public async Task Lifecycle_VerbAfterVerb_EachWorks()
    {
        await AllAsync("""
            run --detach --name life --network none busybox:v1 sleep 1000
            ps
            exec life true
            exec --user 1000 --workdir /tmp --env X=1 life env
            exec --tty life tty
            top life
            pause life
            unpause life
            stats --no-stream life
            inspect life
            update --memory 64m life
            cp /etc/os-release life:/tmp/copied
            exec life cat /tmp/copied
            diff life
            commit life copy:v1
            restart --time 1 life
            kill --signal KILL life
            wait life
            start life
            logs life
            stop --time 1 life
            ps --all
            export --output /dev/null life
            rm life
            create --name made --network none busybox:v1 sleep 100
            init made
            start made
            rename made renamed
            port renamed
            rm --force --time 0 renamed
            run --detach --name checked --health-cmd true --health-interval disable --network none busybox:v1 sleep 100
            healthcheck run checked
            rm --force --time 0 checked
            pod create --infra=false --name group
            run --rm --pod group --network none busybox:v1 true
            pod ps
            pod rm --force group
            """);
    }

    private static string OwnNamespace(string kind) => new FileInfo($"/proc/self/ns/{kind}").LinkTarget!;

    private async Task AllAsync(string commands)
    {
        foreach (var command in commands.Split('\n'))
        {
            var result = await podman.RunAsync(command.Split(' '));
            Assert.True(result.ExitCode == 0, $"podman {command}: {result}");
        }
    }
}
