using EdgeOrch.ControlPlane.Identity;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Tests.Identity;

/// <summary>An identity folder of a test, removed with it.</summary>
internal sealed class IdentityFolder : IDisposable
{
    public IdentityFolder() => Options.Directory = Directory.CreateTempSubdirectory("edgeorch-identity-").FullName;

    public IdentityOptions Options { get; } = new();

    public IOptions<IdentityOptions> Wrapped => Microsoft.Extensions.Options.Options.Create(Options);

    public string FilePath(string name) => Path.Combine(Options.Directory, name);

    public void Dispose() => Directory.Delete(Options.Directory, recursive: true);
}
