using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Device access on cgroup v1: everything denied, then rule by rule.</summary>
internal sealed class DevicesController : ICgroupController
{
    public string Name => "devices";

    public void Apply(string folder, LinuxSpec spec)
    {
        ControlFile.Write(folder, "devices.deny", "a");
        foreach (var rule in DeviceRules.Of(spec)) ControlFile.Write(folder, rule.Allow ? "devices.allow" : "devices.deny", Text(rule));
    }

    public void Read(string folder, CgroupStats stats)
    {
    }

    private static string Text(DeviceRuleSpec rule)
    {
        var type = rule.Type ?? "a";
        return type == "a" && rule.Major is null && rule.Minor is null
            ? "a"
            : $"{type} {Number(rule.Major)}:{Number(rule.Minor)} {rule.Access ?? "rwm"}";
    }

    private static string Number(long? number) => number is null or < 0 ? "*" : $"{number}";
}
