namespace EdgeOrch.ControlPlane.Tests.Storage;

/// <summary>A folder of its own under the system's temporary one, removed at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("edgeorch-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
