using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Device access on cgroup v1: everything denied, then the allowed devices one by one.</summary>
internal sealed class DevicesController : ICgroupController
{
    // Making nodes is harmless (opening one is what counts) and the container's own /dev is made under these rules.
    private static readonly string[] s_always =
    [
        "c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:2 rwm", "c 136:* rwm",
    ];

    public string Name => "devices";

    public void Apply(string folder, LinuxSpec spec)
    {
        ControlFile.Write(folder, "devices.deny", "a");
        foreach (var rule in spec.Resources.Devices ?? Listed(spec))
            ControlFile.Write(folder, rule.Allow ? "devices.allow" : "devices.deny", Text(rule));
        foreach (var rule in s_always) ControlFile.Write(folder, "devices.allow", rule);
    }

    public CgroupStats Read(string folder, CgroupStats stats) => stats;

    private static IEnumerable<DeviceRuleSpec> Listed(LinuxSpec spec) =>
        from device in spec.Devices
        where device.Type is not "p"
        select new DeviceRuleSpec { Allow = true, Type = device.Type == "b" ? "b" : "c", Major = device.Major, Minor = device.Minor };

    private static string Text(DeviceRuleSpec rule)
    {
        var type = rule.Type ?? "a";
        return type == "a" && rule.Major is null && rule.Minor is null
            ? "a"
            : $"{type} {Number(rule.Major)}:{Number(rule.Minor)} {rule.Access ?? "rwm"}";
    }

    private static string Number(long? number) => number is null or < 0 ? "*" : $"{number}";
}
