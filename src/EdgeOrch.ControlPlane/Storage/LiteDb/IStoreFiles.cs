namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>Where a store's two files come from.</summary>
internal interface IStoreFiles
{
    /// <summary>Opens the data file, which holds an initialised database.</summary>
    IRawFile OpenData();

    /// <summary>Opens the log file, empty when new.</summary>
    IRawFile OpenLog();
}
