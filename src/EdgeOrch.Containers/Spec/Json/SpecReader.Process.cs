namespace EdgeOrch.Containers.Spec.Json;

/// <content>Processes.</content>
public static partial class SpecReader
{
    private static ProcessSpec Process(ref JsonCursor json) => json.Object(new ProcessSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "terminal": value.Terminal = json.Flag(); break;
            case "consoleSize": value.ConsoleSize = ConsoleSize(ref json); break;
            case "user": value.User = User(ref json); break;
            case "args": value.Args = json.Texts(); break;
            case "env": value.Env = json.Texts(); break;
            case "cwd": value.Cwd = json.Text(); break;
            case "capabilities": value.Capabilities = Capabilities(ref json); break;
            case "rlimits": value.Rlimits = json.List(Rlimit); break;
            case "noNewPrivileges": value.NoNewPrivileges = json.Flag(); break;
            case "oomScoreAdj": value.OomScoreAdj = json.Number<int>(); break;
            case "apparmorProfile": value.ApparmorProfile = json.Text(); break;
            case "selinuxLabel": value.SelinuxLabel = json.Text(); break;
            case "ioPriority": value.IoPriority = IoPriority(ref json); break;
            case "scheduler": value.Scheduler = Scheduler(ref json); break;
            case "execCPUAffinity": value.ExecCpuAffinity = CpuAffinity(ref json); break;
            default: json.Skip(); break;
        }
    });

    private static ConsoleSizeSpec ConsoleSize(ref JsonCursor json) => json.Object(new ConsoleSizeSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "height": value.Height = json.Number<ushort>(); break;
            case "width": value.Width = json.Number<ushort>(); break;
            default: json.Skip(); break;
        }
    });

    private static UserSpec User(ref JsonCursor json) => json.Object(new UserSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "uid": value.Uid = json.Number<uint>(); break;
            case "gid": value.Gid = json.Number<uint>(); break;
            case "umask": value.Umask = json.Number<uint>(); break;
            case "additionalGids": value.AdditionalGids = json.List(Id); break;
            default: json.Skip(); break;
        }
    });

    private static CapabilitySpec Capabilities(ref JsonCursor json) => json.Object(new CapabilitySpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "bounding": value.Bounding = json.Texts(); break;
            case "effective": value.Effective = json.Texts(); break;
            case "inheritable": value.Inheritable = json.Texts(); break;
            case "permitted": value.Permitted = json.Texts(); break;
            case "ambient": value.Ambient = json.Texts(); break;
            default: json.Skip(); break;
        }
    });

    private static RlimitSpec Rlimit(ref JsonCursor json) => json.Object(new RlimitSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "type": value.Type = json.Text(); break;
            case "hard": value.Hard = json.Number<ulong>(); break;
            case "soft": value.Soft = json.Number<ulong>(); break;
            default: json.Skip(); break;
        }
    });

    private static IoPrioritySpec IoPriority(ref JsonCursor json) => json.Object(new IoPrioritySpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "class": value.Class = json.Text(); break;
            case "priority": value.Priority = json.Number<int>(); break;
            default: json.Skip(); break;
        }
    });

    private static SchedulerSpec Scheduler(ref JsonCursor json) => json.Object(new SchedulerSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "policy": value.Policy = json.Text(); break;
            case "nice": value.Nice = json.Number<int>(); break;
            case "priority": value.Priority = json.Number<int>(); break;
            case "flags": value.Flags = json.Texts(); break;
            case "runtime": value.Runtime = json.Number<ulong>(); break;
            case "deadline": value.Deadline = json.Number<ulong>(); break;
            case "period": value.Period = json.Number<ulong>(); break;
            default: json.Skip(); break;
        }
    });

    private static CpuAffinitySpec CpuAffinity(ref JsonCursor json) => json.Object(new CpuAffinitySpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "initial": value.Initial = json.Text(); break;
            case "final": value.Final = json.Text(); break;
            default: json.Skip(); break;
        }
    });

    private static uint Id(ref JsonCursor json) => json.Number<uint>();
}
