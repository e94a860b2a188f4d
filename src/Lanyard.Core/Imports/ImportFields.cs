using System.Collections.Frozen;

namespace Lanyard.Core.Imports;

/// <summary>What a column can be taken for, and the names such columns have in five languages and usual exports.</summary>
public static class ImportFields
{
    public const string Key = "key";
    public const string Code = "code";
    public const string FullName = "fullName";
    public const string Consent = "consent";
    public const string ConsentAt = "consent.at";
    public const string ConsentVersion = "consent.version";

    /// <summary>Goes before the key of a profile question.</summary>
    public const string AnswerPrefix = "answers.";

    private static readonly (string Field, string Names)[] Known =
    [
        (Key, "key|id|registrant id|registrant key|registrantid|order position|attendee id|attendee #|attendee no|participant id|"
            + "customer number|registration id|registration number|registration no|kundennummer|teilnehmernummer|teilnehmer-id|"
            + "anmeldenummer|identifiant|numéro d'inscription|numéro de participant|inschrijfnummer|deelnemersnummer|registratienummer|"
            + "número de registro|número de participante|identificador|reference|referenz|external id"),
        (Code, "code|badge code|barcode|bar code|secret|ticket secret|ticket code|ticketcode|ticket barcode|qr|qr code|qrcode|barcode #|"
            + "badge|badgecode|badge id|ticket id|ticket number|ticketnummer|strichcode|eintrittskarte|code-barres|code barre|code à barres|"
            + "code du billet|streepjescode|código|código de barras|código qr|código de la entrada"),
        (FullName, "full name|fullname|attendee name|participant name|attendee|vollständiger name|vor- und nachname|vorname nachname|"
            + "teilnehmer|teilnehmername|nom complet|nom et prénom|prénom et nom|participant|volledige naam|voor- en achternaam|deelnemer|"
            + "nombre completo|nombre y apellidos|asistente|display name|contact name|contact"),
        ("contact.title", "title|salutation|form of address|courtesy title|anrede|titel|civilité|titre|aanhef|aanspreektitel|tratamiento|título"),
        ("contact.firstName", "first name|firstname|given name|forename|christian name|vorname|rufname|prénom|voornaam|roepnaam|"
            + "nombre de pila|primer nombre"),
        ("contact.firstInitials", "initials|first initials|initialen|initiales|voorletters|iniciales"),
        ("contact.lastNamePrefix", "prefix|last name prefix|name prefix|infix|namenszusatz|vorsatzwort|particule|tussenvoegsel|"
            + "tussenvoegsels|voorvoegsel|partícula"),
        ("contact.lastName", "last name|lastname|family name|surname|nachname|familienname|zuname|nom de famille|achternaam|familienaam|"
            + "apellido|apellidos|primer apellido"),
        ("contact.suffix", "suffix|name suffix|namenszusatz hinten|suffixe|achtervoegsel|sufijo"),
        ("contact.gender", "gender|sex|geschlecht|genre|sexe|geslacht|género|sexo"),
        ("contact.email", "email|e-mail|e mail|email address|e-mail address|mail|mail address|attendee email|e-mail-adresse|"
            + "emailadresse|mailadresse|adresse e-mail|adresse email|courriel|adresse électronique|adresse mail|e-mailadres|emailadres|"
            + "mailadres|correo|correo electrónico|dirección de correo|correo-e"),
        ("contact.phone1", "phone|phone 1|phone number|telephone|telephone number|tel|tel.|mobile|mobile phone|cell phone|telefon|"
            + "telefonnummer|rufnummer|mobil|mobiltelefon|handy|handynummer|téléphone|numéro de téléphone|portable|"
            + "téléphone portable|telefoon|telefoonnummer|mobiel|mobiel nummer|gsm|teléfono|número de teléfono|móvil|teléfono móvil|work phone"),
        ("contact.phone2", "phone 2|second phone|telefon 2|téléphone 2|telefoon 2|teléfono 2|home phone|other phone|mobile 2"),
        ("contact.fax", "fax|fax number|faxnummer|télécopie|numéro de fax"),
        ("contact.company", "company|company name|organisation|organization|employer|firm|business|firma|firmenname|unternehmen|"
            + "arbeitgeber|société|entreprise|raison sociale|employeur|bedrijf|bedrijfsnaam|organisatie|werkgever|empresa|compañía|"
            + "organización|sociedad|nombre de la empresa"),
        ("contact.department", "department|division|abteilung|département|service|afdeling|departamento|área"),
        ("contact.jobFunction", "job function|job title|jobtitle|function|position|role|occupation|funktion|stellenbezeichnung|"
            + "berufsbezeichnung|beruf|fonction|poste|intitulé du poste|functie|functietitel|beroep|rol|cargo|puesto|función|profesión"),
        ("contact.website", "website|web site|web|url|homepage|company website|webseite|internetseite|site web|site internet|"
            + "webpagina|sitio web|página web"),
        ("contact.pictureUrl", "picture|picture url|photo|photo url|image|bild|foto|lichtbild|profilbild|image url|foto url"),
        ("contact.cocNumber", "coc number|chamber of commerce|chamber of commerce number|company number|registration number of company|"
            + "handelsregisternummer|hrb|siren|siret|numéro siret|kvk|kvk-nummer|kvk nummer|número mercantil"),
        ("contact.vatNumber", "vat|vat number|vat id|tax id|ust-id|ustid|ust-idnr|ust-idnr.|umsatzsteuer-id|numéro de tva|tva|n° tva|"
            + "btw|btw-nummer|btw nummer|nif|cif|número de iva|iva"),
        ("contact.address.address", "address|street|street address|address line 1|address 1|adresse|straße|strasse|anschrift|rue|"
            + "adresse postale|voie|adres|straat|straatnaam|dirección|calle|domicilio"),
        ("contact.address.houseNumber", "house number|street number|number|hausnummer|haus-nr.|haus-nr|numéro|numéro de rue|"
            + "huisnummer|número|número de casa"),
        ("contact.address.houseNumberSuffix", "house number suffix|hausnummernzusatz|hausnummer zusatz|complément de numéro|"
            + "huisnummertoevoeging|toevoeging|piso"),
        ("contact.address.postalCode", "postal code|postcode|post code|zip|zip code|plz|postleitzahl|code postal|cp|código postal"),
        ("contact.address.city", "city|town|ort|stadt|wohnort|ville|commune|localité|plaats|woonplaats|stad|gemeente|ciudad|"
            + "población|localidad|municipio"),
        ("contact.address.state", "state|province|region|county|bundesland|kanton|provinz|région|province ou état|provincie|"
            + "provincia|región|comunidad autónoma"),
        ("contact.address.country", "country|country code|land|ländercode|länderkürzel|staat|pays|code pays|landcode|país|código de país"),
        (Consent, "consent given|einwilligung|einwilligung erteilt|consentement|toestemming|toestemming gegeven|consentimiento"),
        (ConsentAt, "consent date|date of consent|consent time|datum der einwilligung|einwilligungsdatum|date du consentement|"
            + "datum toestemming|toestemmingsdatum|fecha de consentimiento|fecha del consentimiento"),
        (ConsentVersion, "consent text version|version der einwilligung|version du consentement|versie toestemming|"
            + "versión del consentimiento"),
    ];

    /// <summary>Every field but the answers, in the order in which a page lists them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Field)];

    /// <summary>From a column's name as <see cref="Words.Fold"/> makes it to the field.</summary>
    internal static FrozenDictionary<string, string> ByName { get; } = Known
        .SelectMany(k => k.Names.Split('|').Append(k.Field).Select(n => (Name: Words.Fold(n), k.Field)))
        .DistinctBy(n => n.Name).ToFrozenDictionary(n => n.Name, n => n.Field, StringComparer.Ordinal);
}
