using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Makes a device id of a host name.</summary>
internal static class DefaultDeviceId
{
    /// <summary>The host name's first label in lower case, other characters than letters and digits made <c>-</c>; <c>device</c> when nothing is left.</summary>
    public static DeviceId From(string hostName)
    {
        var label = hostName.Split('.')[0].ToLowerInvariant();
        var name = new string([.. label.Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-')]).Trim('-');
        if (name.Length > ResourceName.MaxLength) name = name[..ResourceName.MaxLength].Trim('-');
        return DeviceId.Parse(name.Length == 0 ? "device" : name);
    }
}
