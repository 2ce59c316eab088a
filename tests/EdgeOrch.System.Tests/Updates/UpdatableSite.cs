using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.Updates;

/// <summary>A site whose supervisor has a file of its own, so that another one can be put in its place.</summary>
public sealed class UpdatableSite : Site
{
    protected override string SupervisorProgram => Path.Combine(Home, "edgeorchd");

    protected override Task PrepareAsync()
    {
        PutProgram();
        return Task.CompletedTask;
    }

    /// <summary>Puts a new file of the published program in its place, as a package does: beside it, then renamed.</summary>
    internal void PutProgram()
    {
        File.Copy(PublishedProgram.PathOf("edgeorchd"), SupervisorProgram + ".new");
        File.Move(SupervisorProgram + ".new", SupervisorProgram, overwrite: true);
    }

    /// <summary>Number of the file that the supervisor runs.</summary>
    internal Task<string> RunningFileAsync() => NumberOfAsync($"/proc/{Supervisor.Pid}/exe");

    /// <summary>Number of the file that is installed.</summary>
    internal Task<string> InstalledFileAsync() => NumberOfAsync(SupervisorProgram);

    private static async Task<string> NumberOfAsync(string file) => (await PublishedProgram.RunAsync("/usr/bin/stat", ["--dereference", "--format", "%i", file])).Succeeded().Trim();
}
