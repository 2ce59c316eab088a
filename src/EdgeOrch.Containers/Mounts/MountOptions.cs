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
    /// <summary>Flags to set on every mount of a tree, of options such as <c>rro</c>.</summary>
    public int RecursiveSet { get; init; }

    /// <summary>Flags to clear on every mount of a tree.</summary>
    public int RecursiveCleared { get; init; }

    /// <summary>True when an option named the propagation.</summary>
    public bool HasPropagation { get; init; }

    /// <summary><c>idmap</c>, <c>ridmap</c> (the mounts below, too) or null.</summary>
    public string? Idmap { get; init; }

    /// <summary>True for a tmpfs that begins with what the image has there.</summary>
    public bool CopiesUp { get; init; }

    /// <summary>True when a mount that is there changes.</summary>
    public bool IsRemount => (Set & Flags.MsRemount) != 0;

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
        ["nosymfollow"] = (Flags.MsNosymfollow, 0),
        ["symfollow"] = (0, Flags.MsNosymfollow),
        ["dirsync"] = (Flags.MsDirsync, 0),
        ["iversion"] = (Flags.MsIversion, 0),
        ["noiversion"] = (0, Flags.MsIversion),
        ["lazytime"] = (Flags.MsLazytime, 0),
        ["nolazytime"] = (0, Flags.MsLazytime),
        ["mand"] = (Flags.MsMandlock, 0),
        ["nomand"] = (0, Flags.MsMandlock),
        ["silent"] = (Flags.MsSilent, 0),
        ["loud"] = (0, Flags.MsSilent),
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

    // With an r before them they hold for the mounts below, too (OCI runtime-spec config.md, Linux mount options).
    private static readonly HashSet<string> s_recursive =
    [
        "ro", "rw", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "diratime", "nodiratime", "relatime", "norelatime", "noatime", "atime",
        "strictatime", "nostrictatime", "symfollow", "nosymfollow",
    ];

    /// <summary>Reads options; a later one overrides an earlier one that says the opposite.</summary>
    public static MountOptions Parse(IEnumerable<string> options)
    {
        var (set, cleared, propagation, bind, recursive) = (0, 0, Flags.MsPrivate | Flags.MsRec, false, false);
        var (recursiveSet, recursiveCleared, hasPropagation, copiesUp) = (0, 0, false, false);
        string? idmap = null;
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
                (propagation, hasPropagation) = (value, true);
            }
            else if (option.StartsWith('r') && s_recursive.Contains(option[1..]))
            {
                var (on, off) = s_flags[option[1..]];
                recursiveSet = recursiveSet & ~off | on;
                recursiveCleared = recursiveCleared & ~on | off;
            }
            else if (option is "idmap" or "ridmap")
            {
                idmap = option;
            }
            else if (option == "tmpcopyup")
            {
                copiesUp = true;
            }
            else
            {
                data.Add(option);
            }
        }

        return new MountOptions(set, cleared, propagation, bind, recursive, string.Join(',', data))
        {
            RecursiveSet = recursiveSet, RecursiveCleared = recursiveCleared, HasPropagation = hasPropagation, Idmap = idmap, CopiesUp = copiesUp,
        };
    }

    /// <summary>The options that are read here.</summary>
    public static IEnumerable<string> Names =>
        ["bind", "rbind", "idmap", "ridmap", "tmpcopyup", .. s_flags.Keys, .. s_propagations.Keys, .. s_recursive.Select(name => $"r{name}")];

    /// <summary>The flags of a propagation such as <c>rslave</c>.</summary>
    public static int PropagationOf(string name) => s_propagations[name];

    /// <summary>True for a propagation that <see cref="PropagationOf"/> takes.</summary>
    public static bool IsPropagation(string name) => s_propagations.ContainsKey(name);

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
        if ((flags & Flags.MsNosymfollow) != 0) result |= Flags.AttrNosymfollow;
        return result;
    }
}
