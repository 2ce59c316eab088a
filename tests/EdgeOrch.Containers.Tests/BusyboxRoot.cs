using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests;

/// <summary>A root filesystem with a static busybox (Debian package busybox-static), in a temporary folder; needs root.</summary>
public sealed class BusyboxRoot : IDisposable
{
    private static readonly string[] s_folders = ["bin", "etc", "tmp", "root", "data"];
    private static int s_number;

    public BusyboxRoot()
    {
        Base = Directory.CreateTempSubdirectory("edgeorch-test-").FullName;
        Root = Path.Combine(Base, "rootfs");
        foreach (var folder in s_folders) Directory.CreateDirectory(Path.Combine(Root, folder));
        File.Copy("/bin/busybox", Path.Combine(Root, "bin/busybox"));
        foreach (var applet in "sh cat echo sleep true false id ls mount kill touch hostname readlink stat dd head mkdir rm wc ip ifconfig tail env pwd mknod".Split(' '))
            File.CreateSymbolicLink(Path.Combine(Root, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(Root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:app:/data:/bin/sh\n");
        File.WriteAllText(Path.Combine(Root, "etc/group"), "root:x:0:\napp:x:1001:\ngpio:x:2000:app,other\n");
    }

    /// <summary>The temporary folder.</summary>
    public string Base { get; }

    /// <summary>The root filesystem.</summary>
    public string Root { get; }

    /// <summary>An id that no other test uses.</summary>
    public static string NewId() => $"test-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}";

    /// <summary>A folder below <see cref="Base"/>.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Base, name)).FullName;

    /// <summary>The default specification on this root, running a shell script.</summary>
    public ContainerSpec Shell(string script, bool hostNetwork = false)
    {
        var spec = SpecDefaults.Container(["/bin/sh", "-c", script], hostNetwork);
        return spec with { Root = new RootSpec { Path = Root } };
    }

    /// <summary>An overlay over this root.</summary>
    public RootfsSpec Overlay() => new([Root], Folder("upper"), Folder("work"), Folder("merged"));

    public void Dispose() => Directory.Delete(Base, recursive: true);
}
