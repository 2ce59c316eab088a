namespace EdgeOrch.System.Tests.Runtime;

/// <summary>The root filesystem of the images here: a static busybox (Debian package busybox-static).</summary>
internal static class BusyboxFolder
{
    private const string Applets = "sh ls cat echo sleep id ps hostname true false touch env mount pwd tty grep";

    public static async Task MakeAsync(string root)
    {
        foreach (var folder in (string[])["bin", "etc", "tmp"]) Directory.CreateDirectory(Path.Combine(root, folder));
        File.Copy("/bin/busybox", Path.Combine(root, "bin/busybox"));
        foreach (var applet in Applets.Split(' ')) File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        await File.WriteAllTextAsync(Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
    }
}
