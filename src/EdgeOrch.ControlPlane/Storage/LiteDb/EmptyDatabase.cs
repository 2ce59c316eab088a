using LiteDB;
using LiteDB.Engine;

namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>The bytes of a new database.</summary>
internal static class EmptyDatabase
{
    /// <summary>Makes one with keys ordered by code unit and no checkpoints of LiteDB's own choosing.</summary>
    public static byte[] Create()
    {
        using var data = new MemoryStream();
        using var log = new MemoryStream();
        using (var engine = new LiteEngine(new EngineSettings { DataStream = data, LogStream = log, Collation = Collation.Binary }))
        {
            // Checkpoints are ours to time: one inside a commit would fail a write that the log already holds.
            engine.Pragma("CHECKPOINT", 0);
            engine.Checkpoint();
        }
        return data.ToArray();
    }
}
