using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeOrch.Containers;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Edgerun;

/// <summary>The built program under its name <c>edgerun</c>, with a state folder and a busybox bundle of its own (Debian package busybox-static; needs root).</summary>
internal sealed class Edgerun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Lock s_lock = new();
    private static string? s_spec;
    private static int s_number;
    private readonly TemporaryFolder _folder = new();
    private readonly string _program;

    public Edgerun()
    {
        _program = _folder.Of("edgerun");
        File.CreateSymbolicLink(_program, Path.Combine(AppContext.BaseDirectory, "edgeorchd"));
        Directory.CreateDirectory(Bundle);
        foreach (var folder in (string[])["bin", "proc", "dev", "sys", "tmp"]) Directory.CreateDirectory(Path.Combine(Bundle, "rootfs", folder));
        File.Copy("/bin/busybox", Path.Combine(Bundle, "rootfs/bin/busybox"));
        foreach (var applet in "sh sleep true echo id cat pwd tail mkdir".Split(' ')) File.CreateSymbolicLink(Path.Combine(Bundle, "rootfs/bin", applet), "busybox");

        // What spec writes is the same each time: one process is enough for all tests.
        lock (s_lock)
        {
            if (s_spec is null) Ok("spec", "--bundle", Bundle);
            s_spec ??= File.ReadAllText(Path.Combine(Bundle, "config.json"));
        }

        File.WriteAllText(Path.Combine(Bundle, "config.json"), s_spec);
        Configure(config => config["process"]!["terminal"] = false);
    }

    /// <summary>A name that no other test uses.</summary>
    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"run-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}");

    /// <summary>The bundle's folder.</summary>
    public string Bundle => _folder.Of("bundle");

    /// <summary>The file that <c>--log</c> may name.</summary>
    public string Log => _folder.Of("log");

    /// <summary>A path in the temporary folder.</summary>
    public string PathOf(string name) => _folder.Of(name);

    /// <summary>Changes the bundle's <c>config.json</c>.</summary>
    public void Configure(Action<JsonNode> change)
    {
        var path = Path.Combine(Bundle, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        change(config);
        File.WriteAllText(path, config.ToJsonString());
    }

    /// <summary>Lets the container run a shell script.</summary>
    public void Script(string script) => Configure(c => c["process"]!["args"] = new JsonArray("/bin/sh", "-c", script));

    /// <summary>Runs a command to its end. What it starts may live on: its output goes to files.</summary>
    public (int ExitCode, string Output, string Error) Run(params IEnumerable<string> arguments)
    {
        string output = _folder.Of("out"), error = _folder.Of("err");
        var start = new ProcessStartInfo("/bin/sh", ["-c", "o=$1 e=$2; shift 2; exec \"$0\" \"$@\" >$o 2>$e </dev/null", _program, output, error, "--root", _folder.Of("state"), .. arguments]);
        using var process = Process.Start(start)!;
        Assert.True(process.WaitForExit(Patience), "edgerun did not end in time");
        return (process.ExitCode, File.ReadAllText(output), File.ReadAllText(error));
    }

    /// <summary>Runs a line of shell, in which <c>{edgerun}</c> is the program, and gives its output.</summary>
    public string Shell(string line)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line.Replace("{edgerun}", $"{_program} --root {_folder.Of("state")}", StringComparison.Ordinal)]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience), "the shell did not end in time");
        Assert.Equal(0, process.ExitCode);
        return output.Result;
    }

    /// <summary>Runs a command at a terminal, and types at it.</summary>
    public (int ExitCode, string Output) AtTerminal(string command, string typed)
    {
        var start = new ProcessStartInfo("script", ["-qec", $"{_program} --root {_folder.Of("state")} {command}", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(typed);
        process.StandardInput.Flush();
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience), "edgerun did not end in time");
        return (process.ExitCode, output.Result);
    }

    /// <summary>Runs a command that must work, and gives its output.</summary>
    public string Ok(params IEnumerable<string> arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    /// <summary>Runs a command that must fail in this way: one line on stderr, nothing on stdout.</summary>
    public string Fails(int exitCode, params IEnumerable<string> arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal((exitCode, ""), (code, output));
        Assert.Equal(error.IndexOf('\n', StringComparison.Ordinal), error.Length - 1);
        Assert.StartsWith("edgerun: ", error, StringComparison.Ordinal);
        return error.TrimEnd()["edgerun: ".Length..];
    }

    /// <summary>The container's state as <c>state</c> prints it.</summary>
    public JsonNode State() => JsonNode.Parse(Ok("state", Id))!;

    /// <summary>Waits for a status.</summary>
    public Task BecomesAsync(string status) => Eventually.SeeAsync($"status {status}", Patience, () => Task.FromResult((string?)State()["status"]), seen => seen == status);

    /// <summary>Nothing of the container is left on the machine, by whatever name: no cgroup, no process, no mount.</summary>
    public void LeavesNothing()
    {
        foreach (var hierarchy in Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup")) Assert.False(Directory.Exists(Path.Combine(hierarchy, "edgeorch", Id)), hierarchy);
        Assert.DoesNotContain(_folder.Path, File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Of("state", Id)));
        foreach (var process in Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])))
            if (TryLink(Path.Combine(process, "root")) is { } root) Assert.DoesNotContain(_folder.Path, root, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        ContainerRuntime.Clean(Id);
        _folder.Dispose();
    }

    private static string? TryLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }
}
