namespace EdgeOrch.ControlPlane.Storage;

/// <summary>A reminder as it is stored.</summary>
/// <param name="Grain">The grain's id.</param>
/// <param name="Name">The reminder's name.</param>
/// <param name="StartAt">When it is due first, UTC.</param>
/// <param name="Period">How often.</param>
internal sealed record ReminderDocument(string Grain, string Name, DateTime StartAt, TimeSpan Period);
