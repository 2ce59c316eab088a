using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using EdgeOrch.Testing;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>A bundle, and the container that the runtime under test makes of it, with a state folder of its own. Needs root.</summary>
internal sealed class TestContainer : IDisposable
{
    /// <summary>How long one call, or a change of state, may take on a loaded machine: seconds in <c>EDGEORCH_PATIENCE</c>, 20 without. An emulated machine wants more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable("EDGEORCH_PATIENCE") ?? "20", CultureInfo.InvariantCulture));

    private static int s_number;
    private int _calls;

    public TestContainer()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"conformance-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}");
        Folder = Path.Combine(Template.Folder, Id);
        Template.Root(Rootfs);
        Config = ConfigJson.New($"/edgeorch-conformance/{Id}");
    }

    /// <summary>A name that no other test uses.</summary>
    public string Id { get; }

    /// <summary>Folder of all that belongs to this test.</summary>
    public string Folder { get; }

    /// <summary>Folder of <c>config.json</c>.</summary>
    public string Bundle => Path.Combine(Folder, "bundle");

    /// <summary>The root filesystem, on the host.</summary>
    public string Rootfs => Path.Combine(Bundle, "rootfs");

    /// <summary>Written to <c>config.json</c> before the container is created.</summary>
    public JsonObject Config { get; }

    /// <summary><c>process</c> of <see cref="Config"/>.</summary>
    public JsonNode Process => Config["process"]!;

    /// <summary><c>linux</c> of <see cref="Config"/>.</summary>
    public JsonNode Linux => Config["linux"]!;

    /// <summary><c>mounts</c> of <see cref="Config"/>.</summary>
    public JsonArray Mounts => Config["mounts"]!.AsArray();

    /// <summary>A program, with its arguments, that starts the runtime in other circumstances than ours.</summary>
    public IReadOnlyList<string> Through { get; set; } = [];

    /// <summary>Program and first arguments of every call.</summary>
    public IReadOnlyList<string> Command { get; private set; } = RuntimeUnderTest.Command;

    /// <summary>Pid of the first process, as the runtime tells it.</summary>
    public int Pid => (int)State()["pid"]!;

    /// <summary>Its status, as the runtime tells it.</summary>
    public string Status => (string)State()["status"]!;

    /// <summary>A path in <see cref="Folder"/>.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>From now on the runtime is a copy that no other test runs, and this is its path.</summary>
    public string UseACopyOfTheRuntime()
    {
        var program = File.ResolveLinkTarget(RuntimeUnderTest.Program, returnFinalTarget: true)?.FullName ?? RuntimeUnderTest.Program;
        var copy = PathOf($"runtime/{RuntimeUnderTest.Name}");
        Directory.CreateDirectory(PathOf("runtime"));
        File.Copy(program, copy);

        // What is built and not published is a host beside its assemblies.
        if (File.Exists(program + ".dll"))
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(program)!, "*.*").Where(file => Path.GetExtension(file) is ".dll" or ".json")) File.Copy(file, PathOf($"runtime/{Path.GetFileName(file)}"));
        Command = [.. RuntimeUnderTest.Command.SkipLast(1), copy];
        return copy;
    }

    /// <summary>Lets the container run a shell script.</summary>
    public void Script(string script) => Process["args"] = ConfigJson.Texts("/bin/sh", "-c", script);

    /// <summary>Adds a mount, given as JSON.</summary>
    public void Mount(string json) => Mounts.Add(ConfigJson.Json(json));

    /// <summary>Binds a folder of <see cref="Folder"/> at the same path inside, writable for all, and gives that path: what both sides can see.</summary>
    public string Share()
    {
        var shared = PathOf("shared");
        Directory.CreateDirectory(shared);

        // Whoever is root in a user namespace cannot make it.
        Directory.CreateDirectory(Rootfs + shared);
        File.SetUnixFileMode(shared, (UnixFileMode)0b111_111_111);
        Mount($$"""{ "destination": "{{shared}}", "type": "bind", "source": "{{shared}}", "options": ["bind", "rw"] }""");
        return shared;
    }

    /// <summary>Writes a file of the root filesystem.</summary>
    public void Write(string path, string content)
    {
        var full = Path.Combine(Rootfs, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }

    /// <summary>Writes <see cref="Config"/> to the bundle.</summary>
    public void WriteConfig() => File.WriteAllText(Path.Combine(Bundle, "config.json"), Config.ToJsonString());

    /// <summary>Calls the runtime and waits for its end. What it starts may live on: its output goes to files.</summary>
    public Call Call(params IEnumerable<string> arguments) => CallIn(Folder, arguments);

    /// <summary>Calls the runtime in a working folder.</summary>
    public Call CallIn(string workingFolder, params IEnumerable<string> arguments)
    {
        var call = Interlocked.Increment(ref _calls);
        string output = PathOf($"out-{call}"), error = PathOf($"err-{call}");
        using var process = Start(output, error, workingFolder, arguments);
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{RuntimeUnderTest.Name} {string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} s: {File.ReadAllText(error)}");
        }

        return new Call(process.ExitCode, File.ReadAllText(output), File.ReadAllText(error));
    }

    /// <summary>Starts a call and does not wait for it.</summary>
    public Process Start(string output, string error, string workingFolder, params IEnumerable<string> arguments)
    {
        string[] shell = ["-c", "o=$1 e=$2; shift 2; exec env --default-signal \"$@\" >\"$o\" 2>\"$e\" </dev/null", "sh", output, error, .. Through, .. Command, "--root", PathOf("state"), .. arguments];
        return System.Diagnostics.Process.Start(new ProcessStartInfo("/bin/sh", shell) { WorkingDirectory = workingFolder })!;
    }

    /// <summary>A call that must work; gives its output.</summary>
    public string Ok(params IEnumerable<string> arguments)
    {
        var call = Call(arguments);
        Assert.True(call.ExitCode == 0, $"{string.Join(' ', arguments)}: {call}");
        return call.Output;
    }

    /// <summary>A call that must fail and say something; gives what it says.</summary>
    public string Fails(params IEnumerable<string> arguments)
    {
        var call = Call(arguments);
        Assert.True(call.ExitCode != 0, $"{string.Join(' ', arguments)} should have failed: {call}");
        Assert.NotEqual("", call.Error);
        return call.Error;
    }

    /// <summary><c>run</c>: creates, starts, waits and deletes.</summary>
    public Call Run(params IEnumerable<string> options)
    {
        WriteConfig();
        return Call(["run", "--bundle", Bundle, .. options, Id]);
    }

    /// <summary>Runs a script in the container to its end, which must be a good one, and gives what it wrote, without the last line's end.</summary>
    public string Shows(string script)
    {
        Script(script);
        var call = Run();
        Assert.True(call.ExitCode == 0, $"{script}: {call}");
        return call.Output.TrimEnd('\n');
    }

    /// <summary><c>create</c>.</summary>
    public void Create(params IEnumerable<string> options)
    {
        WriteConfig();
        Ok(["create", "--bundle", Bundle, .. options, Id]);
    }

    /// <summary>The bundle must be refused by <c>create</c> or, at the latest, by <c>start</c>, and gives what is said. Nothing of the container may be left then.</summary>
    public string Refused()
    {
        WriteConfig();
        var created = Call("create", "--bundle", Bundle, Id);
        if (created.ExitCode != 0)
        {
            Assert.NotEqual("", created.Error);
            LeavesNothing();
            return created.Error;
        }

        var said = Fails("start", Id);
        Ok("delete", "--force", Id);
        LeavesNothing();
        return said;
    }

    /// <summary>Creates and starts it.</summary>
    public void Launch(string script)
    {
        Script(script);
        Create();
        Ok("start", Id);
    }

    /// <summary>Runs a shell script as a further process, and gives what it wrote, without the last line's end.</summary>
    public string Exec(string script) => Ok("exec", Id, "/bin/sh", "-c", script).TrimEnd('\n');

    /// <summary>What <c>state</c> prints.</summary>
    public JsonNode State() => JsonNode.Parse(Ok("state", Id))!;

    /// <summary>Waits for a status.</summary>
    public Task BecomesAsync(string status) => Eventually.SeeAsync($"status {status}", Patience, () => Task.FromResult(Status), seen => seen == status);

    /// <summary>Waits until a file has this content.</summary>
    public static Task HasAsync(string file, string content) =>
        Eventually.SeeAsync($"\"{content}\" in {file}", Patience, () => Task.FromResult(File.Exists(file) ? File.ReadAllText(file) : ""), seen => seen == content);

    /// <summary>Nothing of the container is on the machine: no cgroup, no process, no mount, no state.</summary>
    public void LeavesNothing() => Assert.Equal([], Leftovers.Of(this));

    public void Dispose()
    {
        Call("delete", "--force", Id);
        Leftovers.Remove(this);
        Directory.Delete(Folder, recursive: true);
    }
}
