using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>Which devices a container may reach: nothing, then rules of which a later one overrules an earlier one.</summary>
internal static class DeviceRules
{
    // What every container has: the default nodes, ptmx (5:2) and the pseudo-terminals (136).
    // Making nodes is harmless (opening one is what counts) and the container's own /dev is made under these rules.
    private static readonly DeviceRuleSpec[] s_always =
    [
        Allowed("c", null, null, "m"), Allowed("b", null, null, "m"),
        .. SpecDefaults.Devices.Select(device => Allowed(device.Type, device.Major, device.Minor)),
        Allowed("c", 5, 2), Allowed("c", 136, null),
    ];

    /// <summary>The rules in their order; what none of them matches is denied.</summary>
    public static IReadOnlyList<DeviceRuleSpec> Of(LinuxSpec spec) => [.. spec.Resources.Devices ?? Listed(spec), .. s_always];

    private static IEnumerable<DeviceRuleSpec> Listed(LinuxSpec spec) =>
        from device in spec.Devices
        where device.Type is not "p"
        select Allowed(device.Type == "b" ? "b" : "c", device.Major, device.Minor);

    private static DeviceRuleSpec Allowed(string type, long? major, long? minor, string? access = null) =>
        new() { Allow = true, Type = type, Major = major, Minor = minor, Access = access };
}
