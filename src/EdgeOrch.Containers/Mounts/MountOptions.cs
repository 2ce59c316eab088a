using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Mounts;

/// <summary>The options of one mount, told apart: flags of mount(2), propagation, and the file system's own data.</summary>
/// <param name="Set">Flags to set.</param>
/// <param name="Cleared">Flags to clear on a bind mount that has them.</param>
/// <param name="Propagation">MS_PRIVATE, MS_SLAVE …; private by default.</param>
/// <param name="IsBind">True for a bind mount.</param>
/// <param name="IsRecursive">True when a bind takes the mounts below its source along.</param>
/// <param name="Data">What the file system itself reads, joined by commas.</param>
internal sealed record MountOptions(int Set, int Cleared, int Propagation, bool IsBind, bool IsRecursive, string Data)
{
    private static readonly Dictionary<string, (int Set, int Cleared)> s_flags = new()
    {
        ["defaults"] = (0, 0),
        ["remount"] = (Flags.MsRemount, 0),
        ["ro"] = (Flags.MsRdonly, 0),
        ["rw"] = (0, Flags.MsRdonly),
        ["nosuid"] = (Flags.MsNosuid, 0),
        ["suid"] = (0, Flags.MsNosuid),
        ["nodev"] = (Flags.MsNodev, 0),
        ["dev"] = (0, Flags.MsNodev),
        ["noexec"] = (Flags.MsNoexec, 0),
        ["exec"] = (0, Flags.MsNoexec),
        ["sync"] = (Flags.MsSynchronous, 0),
        ["async"] = (0, Flags.MsSynchronous),
        ["noatime"] = (Flags.MsNoatime, 0),
        ["atime"] = (0, Flags.MsNoatime),
        ["nodiratime"] = (Flags.MsNodiratime, 0),
        ["diratime"] = (0, Flags.MsNodiratime),
        ["relatime"] = (Flags.MsRelatime, 0),
        ["norelatime"] = (0, Flags.MsRelatime),
        ["strictatime"] = (Flags.MsStrictatime, 0),
        ["nostrictatime"] = (0, Flags.MsStrictatime),
    };

    private static readonly Dictionary<string, int> s_propagations = new()
    {
        ["private"] = Flags.MsPrivate,
        ["rprivate"] = Flags.MsPrivate | Flags.MsRec,
        ["slave"] = Flags.MsSlave,
        ["rslave"] = Flags.MsSlave | Flags.MsRec,
        ["shared"] = Flags.MsShared,
        ["rshared"] = Flags.MsShared | Flags.MsRec,
        ["unbindable"] = Flags.MsUnbindable,
        ["runbindable"] = Flags.MsUnbindable | Flags.MsRec,
    };

    /// <summary>Reads options; a later one overrides an earlier one that says the opposite.</summary>
    public static MountOptions Parse(IEnumerable<string> options)
    {
        var (set, cleared, propagation, bind, recursive) = (0, 0, Flags.MsPrivate | Flags.MsRec, false, false);
        var data = new List<string>();
        foreach (var option in options)
        {
            if (option is "bind" or "rbind")
            {
                bind = true;
                recursive |= option == "rbind";
            }
            else if (s_flags.TryGetValue(option, out var flag))
            {
                set = set & ~flag.Cleared | flag.Set;
                cleared = cleared & ~flag.Set | flag.Cleared;
            }
            else if (s_propagations.TryGetValue(option, out var value))
            {
                propagation = value;
            }
            else
            {
                data.Add(option);
            }
        }

        return new MountOptions(set, cleared, propagation, bind, recursive, string.Join(',', data));
    }

    /// <summary>The flags as attributes of mount_setattr(2).</summary>
    public static int Attributes(int flags)
    {
        var result = 0;
        if ((flags & Flags.MsRdonly) != 0) result |= Flags.AttrRdonly;
        if ((flags & Flags.MsNosuid) != 0) result |= Flags.AttrNosuid;
        if ((flags & Flags.MsNodev) != 0) result |= Flags.AttrNodev;
        if ((flags & Flags.MsNoexec) != 0) result |= Flags.AttrNoexec;
        if ((flags & Flags.MsNodiratime) != 0) result |= Flags.AttrNodiratime;
        if ((flags & Flags.MsNoatime) != 0) result |= Flags.AttrNoatime;
        if ((flags & Flags.MsStrictatime) != 0) result |= Flags.AttrStrictatime;
        return result;
    }
}
