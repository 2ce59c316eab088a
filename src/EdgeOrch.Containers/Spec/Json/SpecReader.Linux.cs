namespace EdgeOrch.Containers.Spec.Json;

/// <content>Namespaces, devices, paths and system calls.</content>
public static partial class SpecReader
{
    private static LinuxSpec Linux(ref JsonCursor json) => json.Object(new LinuxSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "namespaces": value.Namespaces = json.List(Namespace); break;
            case "uidMappings": value.UidMappings = json.List(IdMapping); break;
            case "gidMappings": value.GidMappings = json.List(IdMapping); break;
            case "timeOffsets": value.TimeOffsets = json.Map(TimeOffset); break;
            case "personality": value.Personality = Personality(ref json); break;
            case "mountLabel": value.MountLabel = json.Text(); break;
            case "cgroupsPath": value.CgroupsPath = json.Text(); break;
            case "resources": value.Resources = Resources(ref json); break;
            case "devices": value.Devices = json.List(Device); break;
            case "maskedPaths": value.MaskedPaths = json.Texts(); break;
            case "readonlyPaths": value.ReadonlyPaths = json.Texts(); break;
            case "seccomp": value.Seccomp = Seccomp(ref json); break;
            case "sysctl": value.Sysctl = json.Map(Text); break;
            case "rootfsPropagation": value.RootfsPropagation = json.Text(); break;
            case "intelRdt": value.HasIntelRdt = true; json.Skip(); break;
            default: json.Skip(); break;
        }
    });

    private static NamespaceSpec Namespace(ref JsonCursor json) => json.Object(new NamespaceSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "type": value.Type = json.Text(); break;
            case "path": value.Path = json.Text(); break;
            default: json.Skip(); break;
        }
    });

    private static IdMappingSpec IdMapping(ref JsonCursor json) => json.Object(new IdMappingSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "containerID": value.ContainerId = json.Number<uint>(); break;
            case "hostID": value.HostId = json.Number<uint>(); break;
            case "size": value.Size = json.Number<uint>(); break;
            default: json.Skip(); break;
        }
    });

    private static TimeOffsetSpec TimeOffset(ref JsonCursor json) => json.Object(new TimeOffsetSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "secs": value.Secs = json.Number<long>(); break;
            case "nanosecs": value.Nanosecs = json.Number<uint>(); break;
            default: json.Skip(); break;
        }
    });

    private static PersonalitySpec Personality(ref JsonCursor json) => json.Object(new PersonalitySpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "domain": value.Domain = json.Text(); break;
            case "flags": value.Flags = json.Texts(); break;
            default: json.Skip(); break;
        }
    });

    private static DeviceSpec Device(ref JsonCursor json) => json.Object(new DeviceSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "path": value.Path = json.Text(); break;
            case "type": value.Type = json.Text(); break;
            case "major": value.Major = json.Number<long>(); break;
            case "minor": value.Minor = json.Number<long>(); break;
            case "fileMode": value.FileMode = json.Number<uint>(); break;
            case "uid": value.Uid = json.Number<uint>(); break;
            case "gid": value.Gid = json.Number<uint>(); break;
            default: json.Skip(); break;
        }
    });

    private static SeccompSpec Seccomp(ref JsonCursor json) => json.Object(new SeccompSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "defaultAction": value.DefaultAction = json.Text(); break;
            case "defaultErrnoRet": value.DefaultErrnoRet = json.Number<uint>(); break;
            case "architectures": value.Architectures = json.Texts(); break;
            case "flags": value.Flags = json.Texts(); break;
            case "listenerPath": value.ListenerPath = json.Text(); break;
            case "listenerMetadata": value.ListenerMetadata = json.Text(); break;
            case "syscalls": value.Syscalls = json.List(SeccompRule); break;
            default: json.Skip(); break;
        }
    });

    private static SeccompRuleSpec SeccompRule(ref JsonCursor json) => json.Object(new SeccompRuleSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "names": value.Names = json.Texts(); break;
            case "action": value.Action = json.Text(); break;
            case "errnoRet": value.ErrnoRet = json.Number<uint>(); break;
            case "args": value.Args = json.List(SeccompArg); break;
            default: json.Skip(); break;
        }
    });

    private static SeccompArgSpec SeccompArg(ref JsonCursor json) => json.Object(new SeccompArgSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "index": value.Index = json.Number<uint>(); break;
            case "value": value.Value = json.Number<ulong>(); break;
            case "valueTwo": value.ValueTwo = json.Number<ulong>(); break;
            case "op": value.Op = json.Text(); break;
            default: json.Skip(); break;
        }
    });
}
