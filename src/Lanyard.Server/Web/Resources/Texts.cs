namespace Lanyard.Server.Web.Resources;

/// <summary>Names the texts of all pages: the English text is the key, and the files beside hold the other languages.</summary>
public sealed class Texts;
