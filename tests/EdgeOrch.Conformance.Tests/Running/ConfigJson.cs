using System.Text.Json.Nodes;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The <c>config.json</c> that each test changes one thing of: an ordinary container, written here and not by the runtime.</summary>
internal static class ConfigJson
{
    /// <summary>A new document.</summary>
    /// <param name="cgroup">Value of <c>linux.cgroupsPath</c>.</param>
    public static JsonObject New(string cgroup)
    {
        var config = JsonNode.Parse("""
            {
              "ociVersion": "1.0.2",
              "process": {
                "user": { "uid": 0, "gid": 0 },
                "args": ["/bin/true"],
                "env": ["PATH=/bin"],
                "cwd": "/",
                "capabilities": {}
              },
              "root": { "path": "rootfs" },
              "mounts": [
                { "destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec", "nodev"] },
                { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755", "size=65536k"] },
                { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
                { "destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
                { "destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["nosuid", "noexec", "nodev", "ro"] }
              ],
              "linux": {
                "namespaces": [{ "type": "mount" }, { "type": "pid" }, { "type": "uts" }, { "type": "ipc" }, { "type": "network" }],
                "resources": { "devices": [{ "allow": false, "access": "rwm" }] }
              }
            }
            """)!.AsObject();
        config["linux"]!["cgroupsPath"] = cgroup;
        Capabilities(config["process"]!, "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT");
        return config;
    }

    /// <summary>Gives a process these capabilities, named without CAP_: bounding, effective and permitted.</summary>
    public static void Capabilities(JsonNode process, params IEnumerable<string> names)
    {
        foreach (var set in (string[])["bounding", "effective", "permitted"]) process["capabilities"]![set] = new JsonArray([.. names.Select(name => (JsonNode)$"CAP_{name}")]);
    }

    /// <summary>An array of texts.</summary>
    public static JsonArray Texts(params IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    /// <summary>A node from its text.</summary>
    public static JsonNode Json(string text) => JsonNode.Parse(text)!;
}
