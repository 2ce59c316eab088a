namespace EdgeOrch.Agent.Storage;

/// <summary>Where the agent keeps what, below <c>--data</c>.</summary>
/// <param name="Root">The folder itself, absolute.</param>
internal sealed record DataFolder(string Root)
{
    /// <summary>Key, certificate and pinned keys; there exactly while the device is enrolled.</summary>
    public string Identity => Path.Combine(Root, "identity");

    /// <summary>The signed desired state last accepted.</summary>
    public string Desired => Path.Combine(Root, "desired.json");

    /// <summary>Images of the desired state before the last, kept by the collection of images.</summary>
    public string PreviousImages => Path.Combine(Root, "previous-images.json");

    /// <summary>What the agent last reported, for <c>edgeorchd status</c>.</summary>
    public string Reported => Path.Combine(Root, "reported.json");

    /// <summary>Events that wait for the cloud.</summary>
    public string Outbox => Path.Combine(Root, "outbox");

    /// <summary>Held open by the running agent, so that there is one.</summary>
    public string Lock => Path.Combine(Root, "agent.lock");

    /// <summary>Process id of the agent that holds <see cref="Lock"/>.</summary>
    public string Pid => Path.Combine(Root, "agent.pid");

    /// <summary>The image store.</summary>
    public string Images => Path.Combine(Root, "images");

    /// <summary>Named volumes, <c>{deployment}/{name}</c>.</summary>
    public string Volumes => Path.Combine(Root, "volumes");

    /// <summary>Generated files of workloads (hosts, resolv.conf, hostname) and their overlay folders, one folder each.</summary>
    public string Workloads => Path.Combine(Root, "workloads");

    /// <summary>Makes the folder, readable by its owner alone.</summary>
    public void Create()
    {
        foreach (var folder in (string[])[Root, Images, Volumes, Workloads])
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }
}
