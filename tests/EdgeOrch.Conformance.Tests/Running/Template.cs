namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The files that every bundle's root is made of, hard links of one copy: busybox (Debian package busybox-static) and <c>sys</c> (<see cref="Probe"/>).</summary>
internal static class Template
{
    private static readonly string[] s_applets =
        "awk cat chmod chown cp cut date dd df echo env expr false find getopt grep head hexdump hostname id ifconfig ip kill ln ls mkdir mkfifo mknod mount mv nc nice nproc od pidof ping ps pwd readlink realpath rm seq sh sleep sort stat stty tail test timeout touch tr true tty ulimit umount uname uniq unshare wc"
            .Split(' ');
    private static readonly Lazy<string> s_folder = new(Make);

    /// <summary>A folder of this process for everything that it makes; others may enter it, as mapped users of a container must.</summary>
    public static string Folder => s_folder.Value;

    /// <summary>Makes a root filesystem.</summary>
    public static void Root(string path)
    {
        foreach (var folder in (string[])["bin", "dev", "etc", "mnt", "proc", "root", "sys", "tmp"]) Directory.CreateDirectory(Path.Combine(path, folder));
        Link("busybox");
        Link("sys");
        foreach (var applet in s_applets) File.CreateSymbolicLink(Path.Combine(path, "bin", applet), "busybox");

        void Link(string name) => Libc.Link(Path.Combine(Folder, name), Path.Combine(path, "bin", name));
    }

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("conformance-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        File.Copy("/bin/busybox", Path.Combine(folder, "busybox"));
        Probe.Make("sys", Path.Combine(folder, "sys"), "-static");
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            Directory.Delete(folder, recursive: true);
            Cgroup.RemoveParents();
        };
        return folder;
    }
}
