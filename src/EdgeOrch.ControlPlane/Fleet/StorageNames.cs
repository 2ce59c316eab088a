namespace EdgeOrch.ControlPlane.Fleet;

/// <summary>The names of Orleans' storage providers here.</summary>
internal static class StorageNames
{
    /// <summary>Where grains keep their state.</summary>
    public const string Grains = "edgeorch";
}
