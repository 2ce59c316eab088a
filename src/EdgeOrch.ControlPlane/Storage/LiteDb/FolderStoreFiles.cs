namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>A store's files in a folder: <c>control.db</c> and <c>control-log.db</c>.</summary>
internal sealed class FolderStoreFiles(string folder) : IStoreFiles
{
    private readonly string _data = Path.Combine(folder, "control.db");
    private readonly string _log = Path.Combine(folder, "control-log.db");

    /// <inheritdoc/>
    public IRawFile OpenData()
    {
        DirectorySync.Create(folder);
        if (!File.Exists(_data)) CreateData();
        return new DiskFile(_data);
    }

    /// <inheritdoc/>
    public IRawFile OpenLog()
    {
        var isNew = !File.Exists(_log);
        var log = new DiskFile(_log);
        if (isNew) DirectorySync.Sync(folder);
        return log;
    }

    // Written beside, synced, renamed: power lost in the middle leaves no half a database.
    private void CreateData()
    {
        var temporary = _data + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(EmptyDatabase.Create());
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, _data);
        DirectorySync.Sync(folder);
    }
}
